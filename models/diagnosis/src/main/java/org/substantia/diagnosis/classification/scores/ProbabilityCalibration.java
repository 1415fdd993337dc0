package org.substantia.diagnosis.classification.scores;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/** From a score to a probability that keeps its word. Never falls where the score rises. Immutable and thread-safe. */
public sealed interface ProbabilityCalibration permits PlattCalibration, IsotonicCalibration {
    /** Above 0 and below 1. */
    double probability(double score);

    /** In one word. */
    String title();

    /** As a tree for a JSON file. */
    Map<String, Object> toJson();

    /** @throws IOException saying what is wrong with it */
    static ProbabilityCalibration fromJson(JsonNode json) throws IOException {
        return switch (json.path("kind").asText()) {
            case PlattCalibration.KIND -> PlattCalibration.fromJson(json);
            case IsotonicCalibration.KIND -> IsotonicCalibration.fromJson(json);
            default ->
                throw new IOException(
                        "unknown kind of calibration \"" + json.path("kind").asText() + "\"");
        };
    }
}
