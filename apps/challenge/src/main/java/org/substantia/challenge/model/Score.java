package org.substantia.challenge.model;

import java.util.OptionalDouble;

/** One number of an evaluation; empty where it is undefined. */
public record Score(String track, String metric, OptionalDouble value) {
    public static Score of(String track, String metric, double value) {
        return new Score(track, metric, Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty());
    }
}
