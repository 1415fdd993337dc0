package org.substantia.diagnosis.classification.scores;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * From a score to a calibrated probability. Never falls where the score rises. In JSON the {@code kind} tells which.
 * Immutable and thread-safe.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PlattCalibration.class, name = "platt"),
    @JsonSubTypes.Type(value = IsotonicCalibration.class, name = "isotonic")
})
public sealed interface ProbabilityCalibration permits PlattCalibration, IsotonicCalibration {
    /** Above 0 and below 1. */
    double probability(double score);

    /** In one word. */
    String title();
}
