package org.substantia.report.picture;

/** Gaussian smoothing of small rasters; nothing lies outside them. */
final class Blur {
    private Blur() {}

    static float[] gaussian(float[] values, int columns, int rows, double sigma) {
        int radius = (int) Math.ceil(3 * sigma);
        double[] kernel = new double[2 * radius + 1];
        double sum = 0;
        for (int k = -radius; k <= radius; k++) {
            kernel[k + radius] = Math.exp(-0.5 * k * k / (sigma * sigma));
            sum += kernel[k + radius];
        }
        for (int k = 0; k < kernel.length; k++) {
            kernel[k] /= sum;
        }
        float[] across = along(values, columns, rows, 1, kernel);
        return along(across, columns, rows, columns, kernel);
    }

    private static float[] along(float[] values, int columns, int rows, int stride, double[] kernel) {
        int radius = kernel.length / 2;
        float[] out = new float[values.length];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                int place = stride == 1 ? x : y;
                int last = (stride == 1 ? columns : rows) - 1;
                double sum = 0;
                for (int k = Math.max(-radius, -place); k <= Math.min(radius, last - place); k++) {
                    sum += kernel[k + radius] * values[y * columns + x + k * stride];
                }
                out[y * columns + x] = (float) sum;
            }
        }
        return out;
    }
}
