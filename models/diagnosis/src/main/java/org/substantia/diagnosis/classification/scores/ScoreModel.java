package org.substantia.diagnosis.classification.scores;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What was learnt: a score on the scale of log-odds from standardized features. In JSON the {@code kind} tells which.
 * Immutable and thread-safe.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LinearScore.class, name = "linear"),
    @JsonSubTypes.Type(value = TreeScore.class, name = "trees")
})
public sealed interface ScoreModel permits LinearScore, TreeScore {
    /** @param z standardized features in the order of training */
    double score(double[] z);

    /** What each feature adds to the score; together with {@link #baseline()} they are the score. */
    double[] contributions(double[] z);

    /** The score of nobody in particular. */
    double baseline();

    /**
     * How much the score rests on each feature, at least 0.
     *
     * @param features how many there are
     */
    double[] importance(int features);

    /** @throws IllegalArgumentException if this is no score of so many features */
    void requireFeatures(int features);
}
