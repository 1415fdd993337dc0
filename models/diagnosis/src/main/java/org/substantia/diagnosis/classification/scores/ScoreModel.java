package org.substantia.diagnosis.classification.scores;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/** What was learnt: a score on the scale of log-odds from standardised features. Immutable and thread-safe. */
public sealed interface ScoreModel permits LinearScore, TreeScore {
    /** @param z standardised features in the order of training */
    double score(double[] z);

    /** What each feature adds to the score; together with {@link #baseline()} they are the score. */
    double[] contributions(double[] z);

    /** The score of nobody in particular. */
    double baseline();

    /** How much the score rests on each feature, at least 0. */
    double[] importance();

    /** As a tree for a JSON file. */
    Map<String, Object> toJson();

    /** @throws IOException saying what is wrong with it */
    static ScoreModel fromJson(JsonNode json, int features) throws IOException {
        return switch (json.path("kind").asText()) {
            case LinearScore.KIND -> LinearScore.fromJson(json, features);
            case TreeScore.KIND -> TreeScore.fromJson(json, features);
            default ->
                throw new IOException(
                        "unknown kind of score \"" + json.path("kind").asText() + "\"");
        };
    }
}
