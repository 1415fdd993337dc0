package org.substantia.segmentation.training.sample;

import java.util.Arrays;
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

        /** Of the largest value. */
        private static final float STEPS = 32000;
        /** An image of nothing but smaller values is empty. */
        private static final float SMALLEST = 1e-6f;
        /** This quantile of the absolute values other than 0 is within tissue. */
        private static final double USUAL = 0.99;
        /** Values above so many times that are no tissue's: normalization leaves a tenth of them at most. */
        private static final float WILD = 50;

        public static final PackedImage MISSING = new PackedImage(1, new short[0]);

        /**
         * Values far above nearly all others, as of a single wild voxel, are cut off: normalization would cut them off
         * anyway, and they would leave no steps for the rest.
         *
         * @param values NaN where the image does not reach
         */
        public static PackedImage of(float[] values) {
            float largest = largest(values);
            float bound = Math.min(largest, Math.max(SMALLEST, WILD * usual(values)));
            short[] packed = new short[values.length];
            for (int i = 0; i < values.length; i++) {
                packed[i] = Float.isNaN(values[i]) ? NOTHING : packed(values[i], bound, bound < largest);
            }
            return new PackedImage(bound / STEPS, packed);
        }

        /** @param coarse whether steps are as large as small values, which may not become 0: that means no value */
        private static short packed(float value, float bound, boolean coarse) {
            int rounded = Math.round(Math.max(-bound, Math.min(bound, value)) / bound * STEPS);
            return (short) (coarse && rounded == 0 ? (int) Math.signum(value) : rounded);
        }

        private static float largest(float[] values) {
            float largest = SMALLEST;
            for (float value : values) {
                if (Math.abs(value) > largest) {
                    largest = Math.abs(value);
                }
            }
            return largest;
        }

        private static float usual(float[] values) {
            float[] sizes = new float[values.length];
            int count = 0;
            for (float value : values) {
                if (Math.abs(value) > 0) {
                    sizes[count++] = Math.abs(value);
                }
            }
            Arrays.sort(sizes, 0, count);
            return count == 0 ? SMALLEST : sizes[(int) (USUAL * (count - 1))];
        }

        public boolean missing() {
            return values.length == 0;
        }
    }
}
