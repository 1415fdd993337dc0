package org.substantia.scoring.segmentation;

/**
 * How much two masks of one structure overlap, from three voxel counts.
 *
 * <p>Conventions for empty masks: when both are empty they agree, so every metric is 1; when one is empty every metric
 * is 0, also the ratios whose denominator vanishes (precision of an empty prediction, sensitivity to an empty truth).
 * Dice follows the challenge's script in this.
 *
 * @param truthVoxels voxels of the reference mask
 * @param predictionVoxels voxels of the predicted mask
 * @param sharedVoxels voxels of both
 */
public record OverlapMetrics(int truthVoxels, int predictionVoxels, int sharedVoxels) {
    /** @throws IllegalArgumentException if a count is negative or more voxels are shared than one of the masks has */
    public OverlapMetrics {
        if (sharedVoxels < 0 || sharedVoxels > Math.min(truthVoxels, predictionVoxels)) {
            throw new IllegalArgumentException(
                    sharedVoxels + " shared voxels of " + truthVoxels + " and " + predictionVoxels);
        }
    }

    public boolean bothEmpty() {
        return truthVoxels == 0 && predictionVoxels == 0;
    }

    /** Whether either mask is empty, so that no surface distance exists. */
    public boolean anyEmpty() {
        return truthVoxels == 0 || predictionVoxels == 0;
    }

    /** 2 |A and B| / (|A| + |B|) (Dice 1945). */
    public double dice() {
        return ratio(2.0 * sharedVoxels, (double) truthVoxels + predictionVoxels);
    }

    /** |A and B| / |A or B| (Jaccard 1901). */
    public double jaccard() {
        return ratio(sharedVoxels, (double) truthVoxels + predictionVoxels - sharedVoxels);
    }

    /**
     * 1 - ||A| - |B|| / (|A| + |B|) (Taha and Hanbury, BMC Medical Imaging 2015): says nothing of where the masks lie.
     */
    public double volumeSimilarity() {
        double difference = Math.abs((double) truthVoxels - predictionVoxels);
        return bothEmpty() ? 1 : 1 - difference / ((double) truthVoxels + predictionVoxels);
    }

    /** Share of the reference mask that was found. */
    public double sensitivity() {
        return ratio(sharedVoxels, truthVoxels);
    }

    /** Share of the predicted mask that is right. */
    public double precision() {
        return ratio(sharedVoxels, predictionVoxels);
    }

    private double ratio(double part, double whole) {
        if (bothEmpty()) {
            return 1;
        }
        return whole == 0 ? 0 : part / whole;
    }
}
