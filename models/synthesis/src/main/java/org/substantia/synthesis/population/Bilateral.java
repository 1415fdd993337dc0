package org.substantia.synthesis.population;

import org.substantia.cohort.anatomy.Side;

/** A number for each side of the patient. */
public record Bilateral(double right, double left) {
    public static Bilateral both(double value) {
        return new Bilateral(value, value);
    }

    public double at(Side side) {
        return side == Side.RIGHT ? right : left;
    }

    public double mean() {
        return (right + left) / 2;
    }
}
