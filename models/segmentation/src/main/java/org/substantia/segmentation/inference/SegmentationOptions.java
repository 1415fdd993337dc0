package org.substantia.segmentation.inference;

/**
 * How a segmentation may be done otherwise.
 *
 * @param augmented whether the fine network looks twice, for twice the time: at the mirrored patch, too, or, if it sees
 *     one half of the head at a time, from a place one voxel farther on
 * @param largestParts whether only the largest part of every structure is kept, and of one without a mirror, which may
 *     lie on both sides, every part of a tenth of it
 */
public record SegmentationOptions(boolean augmented, boolean largestParts) {
    private static final SegmentationOptions DEFAULTS = new SegmentationOptions(false, true);

    public static SegmentationOptions defaults() {
        return DEFAULTS;
    }

    public SegmentationOptions withAugmented(boolean value) {
        return new SegmentationOptions(value, largestParts);
    }

    public SegmentationOptions withLargestParts(boolean value) {
        return new SegmentationOptions(augmented, value);
    }
}
