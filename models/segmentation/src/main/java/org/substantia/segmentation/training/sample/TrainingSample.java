package org.substantia.segmentation.training.sample;

import java.util.List;

/**
 * One case as training reads it again and again: its images around the nuclei at the segmenter's resolution and as a
 * whole at a low one, with the true classes. Plain arrays, x fastest.
 *
 * @param id of the case
 * @param fine around the nuclei, at the spacing of the plan's segmenter, their middle in the middle
 * @param coarse the whole field of view at {@link #COARSE_MM}
 */
public record TrainingSample(String id, Block fine, Block coarse) {
    /** Spacing of the whole view. */
    public static final double COARSE_MM = 2;

    /**
     * Images and classes on one grid.
     *
     * @param nx voxels along x
     * @param ny voxels along y
     * @param nz voxels along z
     * @param images one per modality, in the plan's order; empty where the case lacks it
     * @param classes one array per label set
     */
    public record Block(int nx, int ny, int nz, List<PackedImage> images, List<byte[]> classes) {
        /** The same block with the classes of one label set alone. */
        public Block withClasses(int labelSet) {
            return new Block(nx, ny, nz, images, List.of(classes.get(labelSet)));
        }
    }

    /**
     * An image in 16 bits.
     *
     * @param scale what one step of the values is
     * @param values {@link #NOTHING} where the image does not reach; of length 0 when there is no image
     */
    @SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
    public record PackedImage(float scale, short[] values) {
        public static final short NOTHING = Short.MIN_VALUE;

        public static final PackedImage MISSING = new PackedImage(1, new short[0]);

        public static PackedImage of(float[] values) {
            float largest = 1e-6f;
            for (float value : values) {
                if (Math.abs(value) > largest) {
                    largest = Math.abs(value);
                }
            }
            short[] packed = new short[values.length];
            for (int i = 0; i < values.length; i++) {
                packed[i] = Float.isNaN(values[i]) ? NOTHING : (short) Math.round(values[i] / largest * 32000);
            }
            return new PackedImage(largest / 32000, packed);
        }

        public boolean missing() {
            return values.length == 0;
        }
    }
}
