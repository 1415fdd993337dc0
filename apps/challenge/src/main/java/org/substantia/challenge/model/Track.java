package org.substantia.challenge.model;

/**
 * One of the challenge's tasks; each has a board of its own in every phase.
 *
 * @param primaryMetric the metric that ranks
 * @param tieBreak the metric that orders equal ranks; empty: the earlier submission stands first
 */
public record Track(String slug, int seq, String primaryMetric, Direction direction, String tieBreak) {
    public static final String SEGMENTATION = "segmentation";
    public static final String CLASSIFICATION = "classification";

    /** Which values are better. */
    public enum Direction {
        HIGHER,
        LOWER
    }
}
