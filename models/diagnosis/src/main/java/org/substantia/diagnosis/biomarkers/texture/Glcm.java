package org.substantia.diagnosis.biomarkers.texture;

/**
 * Features of the gray level co-occurrence matrix as the IBSI defines them (reference manual, section 3.6, arXiv
 * 1612.07003): one symmetric matrix in which the pairs of all directions and slices are counted together ("merged"),
 * logarithms to the base 2.
 *
 * @param correlation 1 where all levels are equal
 */
public record Glcm(
        double jointMaximum,
        double jointAverage,
        double jointVariance,
        double jointEntropy,
        double differenceAverage,
        double differenceVariance,
        double differenceEntropy,
        double sumAverage,
        double sumVariance,
        double sumEntropy,
        double angularSecondMoment,
        double contrast,
        double inverseDifference,
        double inverseDifferenceMoment,
        double correlation,
        double autocorrelation,
        double clusterShade,
        double clusterProminence) {

    /** @throws IllegalArgumentException if no two voxels of the region are neighbors */
    public static Glcm merged(GrayLevels region, Neighborhood neighbors) {
        return features(count(region, neighbors));
    }

    /** Element (i - 1, j - 1) is the share of pairs of levels i and j. */
    private static double[][] count(GrayLevels region, Neighborhood neighbors) {
        var grid = region.grid();
        double[][] matrix = new double[region.highest()][region.highest()];
        long pairs = 0;
        for (int[] step : neighbors.directions(grid)) {
            for (int z = 0; z < grid.nz(); z++) {
                for (int y = 0; y < grid.ny(); y++) {
                    for (int x = 0; x < grid.nx(); x++) {
                        int level = region.at(grid.index(x, y, z));
                        if (level == 0 || !grid.contains(x + step[0], y + step[1], z + step[2])) {
                            continue;
                        }
                        int other = region.at(grid.index(x + step[0], y + step[1], z + step[2]));
                        if (other != 0) {
                            matrix[level - 1][other - 1]++;
                            matrix[other - 1][level - 1]++;
                            pairs += 2;
                        }
                    }
                }
            }
        }
        if (pairs == 0) {
            throw new IllegalArgumentException("no two voxels of the region are neighbors");
        }
        for (double[] row : matrix) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= pairs;
            }
        }
        return matrix;
    }

    private static Glcm features(double[][] p) {
        int n = p.length;
        double[] difference = new double[n];
        double[] sum = new double[2 * n + 1];
        double maximum = 0;
        double average = 0;
        double entropy = 0;
        double squares = 0;
        double products = 0;
        for (int i = 1; i <= n; i++) {
            for (int j = 1; j <= n; j++) {
                double share = p[i - 1][j - 1];
                maximum = Math.max(maximum, share);
                average += i * share;
                entropy += bits(share);
                squares += share * share;
                products += (double) i * j * share;
                difference[Math.abs(i - j)] += share;
                sum[i + j] += share;
            }
        }
        double variance = 0;
        double shade = 0;
        double prominence = 0;
        for (int i = 1; i <= n; i++) {
            for (int j = 1; j <= n; j++) {
                double share = p[i - 1][j - 1];
                double off = i + j - 2 * average;
                variance += (i - average) * (i - average) * share;
                shade += off * off * off * share;
                prominence += off * off * off * off * share;
            }
        }
        double contrast = 0;
        double inverse = 0;
        double inverseMoment = 0;
        double differenceAverage = 0;
        double differenceEntropy = 0;
        for (int k = 0; k < n; k++) {
            double square = (double) k * k;
            contrast += square * difference[k];
            inverse += difference[k] / (1 + k);
            inverseMoment += difference[k] / (1 + square);
            differenceAverage += k * difference[k];
            differenceEntropy += bits(difference[k]);
        }
        double sumAverage = 0;
        double sumEntropy = 0;
        double sumSquares = 0;
        for (int k = 2; k <= 2 * n; k++) {
            sumAverage += k * sum[k];
            sumSquares += (double) k * k * sum[k];
            sumEntropy += bits(sum[k]);
        }
        return new Glcm(
                maximum,
                average,
                variance,
                entropy,
                differenceAverage,
                contrast - differenceAverage * differenceAverage,
                differenceEntropy,
                sumAverage,
                sumSquares - sumAverage * sumAverage,
                sumEntropy,
                squares,
                contrast,
                inverse,
                inverseMoment,
                variance > 0 ? (products - average * average) / variance : 1,
                products,
                shade,
                prominence);
    }

    private static double bits(double share) {
        return share > 0 ? -share * Math.log(share) / Math.log(2) : 0;
    }
}
