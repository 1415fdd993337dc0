package org.substantia.segmentation.training.augmentation;

import org.substantia.base.random.RandomStream;

/**
 * Other susceptibilities of the nuclei: each keeps its texture and its borders and is brighter or darker as a whole.
 * Reconstructions differ by a factor for all nuclei, subjects and ages by one for each. Without it a network learns
 * that the caudate is darker than the putamen by so much, and loses one of them where it is not.
 *
 * @param probability share of examples
 * @param common standard deviation of the logarithm of all nuclei's factor
 * @param each standard deviation of the logarithm of each nucleus' own factor
 */
record NucleusContrast(double probability, double common, double each) {
    private static final NucleusContrast NONE = new NucleusContrast(0, 0, 0);
    /** Factors are kept within these. */
    private static final double MIN_FACTOR = 0.3;

    private static final double MAX_FACTOR = 2;

    static NucleusContrast none() {
        return NONE;
    }

    /**
     * The factor of each class; all 1 where nothing changes.
     *
     * @param classes background included; its factor is 1
     */
    double[] draw(int classes, RandomStream random) {
        double[] factors = new double[classes];
        boolean changes = random.nextBoolean(probability);
        double all = common * random.nextGaussian();
        for (int c = 0; c < classes; c++) {
            double own = each * random.nextGaussian();
            factors[c] = changes && c > 0 ? Math.max(MIN_FACTOR, Math.min(MAX_FACTOR, Math.exp(all + own))) : 1;
        }
        return factors;
    }

    /**
     * Changes a susceptibility map in place. Voxels without a value stay without.
     *
     * @param image x fastest, 0 or NaN where there is no value
     * @param classes of its voxels
     * @param factors by class
     * @param nx voxels along x
     * @param ny voxels along y
     */
    static void apply(float[] image, byte[] classes, double[] factors, int nx, int ny) {
        double[] sum = new double[factors.length];
        int[] count = new int[factors.length];
        for (int i = 0; i < image.length; i++) {
            if (classes[i] != 0 && !Float.isNaN(image[i])) {
                sum[classes[i]] += image[i];
                count[classes[i]]++;
            }
        }
        float[] added = new float[factors.length];
        boolean any = false;
        for (int c = 1; c < factors.length; c++) {
            added[c] = count[c] == 0 ? 0 : (float) ((factors[c] - 1) * sum[c] / count[c]);
            any |= added[c] != 0;
        }
        if (any) {
            add(image, classes, added, nx, ny);
        }
    }

    /** Adds each class's value, faded within the plane over the voxels at its border as the scanner would. */
    private static void add(float[] image, byte[] classes, float[] added, int nx, int ny) {
        int plane = nx * ny;
        float[] rows = new float[plane];
        for (int first = 0; first < image.length; first += plane) {
            for (int y = 0; y < ny; y++) {
                int row = first + y * nx;
                for (int x = 0; x < nx; x++) {
                    float low = added[classes[row + Math.max(0, x - 1)]];
                    float high = added[classes[row + Math.min(nx - 1, x + 1)]];
                    rows[y * nx + x] = (low + 2 * added[classes[row + x]] + high) / 4;
                }
            }
            for (int y = 0; y < ny; y++) {
                int below = Math.max(0, y - 1) * nx;
                int above = Math.min(ny - 1, y + 1) * nx;
                for (int x = 0; x < nx; x++) {
                    int i = first + y * nx + x;
                    if (image[i] != 0) {
                        image[i] += (rows[below + x] + 2 * rows[y * nx + x] + rows[above + x]) / 4;
                    }
                }
            }
        }
    }
}
