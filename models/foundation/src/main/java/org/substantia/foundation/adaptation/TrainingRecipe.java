package org.substantia.foundation.adaptation;

/**
 * How fast and how long an encoder is trained. Rates are constant after a few steps, so that a run that is stopped
 * early is the beginning of a longer one.
 *
 * @param encoderRate of the last block
 * @param layerDecay what the rate of each block below is multiplied by
 * @param queryRate of the query that weighs the slices
 * @param headRate of the weights of the features; small, since they begin at the probe's
 * @param weightDecay of matrices
 * @param epochs at most
 */
record TrainingRecipe(
        double encoderRate, double layerDecay, double queryRate, double headRate, double weightDecay, int epochs) {
    private static final double QUERY_RATE = 1e-3;
    private static final double HEAD_RATE = 1e-4;
    private static final double WEIGHT_DECAY = 1e-2;

    /** Published rates where there are any, see docs/reference/foundation-models.md. */
    static TrainingRecipe of(Adaptation.Kind kind) {
        return switch (kind) {
            case PROBE -> of(0, 1, 0);
            case POOLING -> of(0, 1, 30);
            case LORA, MRN -> of(1e-4, 1, 15);
            case LAST -> of(5e-5, 0.75, 15);
            case FULL -> of(1e-5, 0.65, 15);
            case SCRATCH -> of(3e-4, 1, 30);
        };
    }

    private static TrainingRecipe of(double encoderRate, double layerDecay, int epochs) {
        return new TrainingRecipe(encoderRate, layerDecay, QUERY_RATE, HEAD_RATE, WEIGHT_DECAY, epochs);
    }

    TrainingRecipe withEpochs(int count) {
        return new TrainingRecipe(encoderRate, layerDecay, queryRate, headRate, weightDecay, count);
    }
}
