package org.substantia.segmentation.inference;

/**
 * What may be done otherwise in a prediction.
 *
 * @param mirrored whether the networks also look at the mirrored patch, for twice the time
 * @param registration whether images on grids of their own are registered to the reference image; otherwise their
 *     headers are believed
 * @param largestParts whether only the largest part of every structure is kept
 */
public record PredictionOptions(boolean mirrored, boolean registration, boolean largestParts) {
    private static final PredictionOptions DEFAULTS = new PredictionOptions(false, true, true);

    public static PredictionOptions defaults() {
        return DEFAULTS;
    }

    public PredictionOptions withMirrored(boolean value) {
        return new PredictionOptions(value, registration, largestParts);
    }

    public PredictionOptions withRegistration(boolean value) {
        return new PredictionOptions(mirrored, value, largestParts);
    }

    public PredictionOptions withLargestParts(boolean value) {
        return new PredictionOptions(mirrored, registration, value);
    }
}
