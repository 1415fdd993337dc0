package org.substantia.segmentation.inference;

/**
 * How a segmentation may be done otherwise.
 *
 * @param mirrored whether the networks also see the mirrored patch, for twice the time
 * @param largestParts whether only the largest part of every structure is kept
 */
public record SegmentationOptions(boolean mirrored, boolean largestParts) {
    private static final SegmentationOptions DEFAULTS = new SegmentationOptions(false, true);

    public static SegmentationOptions defaults() {
        return DEFAULTS;
    }

    public SegmentationOptions withMirrored(boolean value) {
        return new SegmentationOptions(value, largestParts);
    }

    public SegmentationOptions withLargestParts(boolean value) {
        return new SegmentationOptions(mirrored, value);
    }
}
