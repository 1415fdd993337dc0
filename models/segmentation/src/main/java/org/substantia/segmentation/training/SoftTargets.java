package org.substantia.segmentation.training;

/**
 * How much a teacher counts (Hinton et al. 2015). The loss of an example with labels is {@code (1 - share) hard + share
 * soft}, that of one without labels is {@code share soft}.
 *
 * @param teacher what it is trained towards
 * @param temperature of both networks' probabilities; see {@link org.substantia.learning.loss.DistillationLoss}
 * @param share of the distance to the teacher in the loss, above 0, at most 1
 */
public record SoftTargets(Teacher teacher, double temperature, double share) {
    public SoftTargets {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share must be above 0 and at most 1, not " + share);
        }
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("a temperature must be above 0, not " + temperature);
        }
    }

    /** All that the loss depends on, in one line. */
    String describe() {
        return "temperature " + temperature + ", soft share " + share + ", " + teacher.describe();
    }
}
