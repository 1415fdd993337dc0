package org.substantia.diagnosis.biomarkers.texture;

import java.util.Optional;

/**
 * Features of the gray level co-occurrence matrix as the IBSI defines them (reference manual, section 3.6, arXiv
 * 1612.07003): one symmetric matrix in which the pairs of all directions and slices are counted together ("merged"),
 * logarithms to the base 2.
 *
 * @param joint of the matrix itself
 * @param difference of the difference between two neighbors' levels
 * @param sum of the sum of two neighbors' levels
 * @param cluster how lopsided and how peaked the sums are
 * @param inverseDifference the closer neighbors' levels, the larger, at most 1
 * @param inverseDifferenceMoment likewise, by squared differences
 */
public record Glcm(
        Joint joint,
        Distribution difference,
        Distribution sum,
        Cluster cluster,
        double inverseDifference,
        double inverseDifferenceMoment) {

    /**
     * Features of the matrix.
     *
     * @param autocorrelation mean product of two neighbors' levels
     */
    public record Joint(
            double maximum,
            double average,
            double variance,
            double entropy,
            double angularSecondMoment,
            double autocorrelation) {
        private static Joint of(double[][] p) {
            double maximum = 0;
            double average = 0;
            double entropy = 0;
            double squares = 0;
            double products = 0;
            for (int i = 1; i <= p.length; i++) {
                for (int j = 1; j <= p.length; j++) {
                    double share = p[i - 1][j - 1];
                    maximum = Math.max(maximum, share);
                    average += i * share;
                    entropy += bits(share);
                    squares += share * share;
                    products += (double) i * j * share;
                }
            }
            double variance = 0;
            for (int i = 1; i <= p.length; i++) {
                for (double share : p[i - 1]) {
                    variance += (i - average) * (i - average) * share;
                }
            }
            return new Joint(maximum, average, variance, entropy, squares, products);
        }
    }

    /** Features of a distribution of whole numbers. */
    public record Distribution(double average, double meanSquare, double entropy) {
        /** @param shares element k is the share of the number k */
        private static Distribution of(double[] shares) {
            double average = 0;
            double meanSquare = 0;
            double entropy = 0;
            for (int k = 0; k < shares.length; k++) {
                average += k * shares[k];
                meanSquare += (double) k * k * shares[k];
                entropy += bits(shares[k]);
            }
            return new Distribution(average, meanSquare, entropy);
        }

        public double variance() {
            return meanSquare - average * average;
        }
    }

    /** Third and fourth central moment of the sum of two neighbors' levels. */
    public record Cluster(double shade, double prominence) {
        private static Cluster of(double[][] p, double average) {
            double shade = 0;
            double prominence = 0;
            for (int i = 1; i <= p.length; i++) {
                for (int j = 1; j <= p.length; j++) {
                    double share = p[i - 1][j - 1];
                    double off = i + j - 2 * average;
                    shade += off * off * off * share;
                    prominence += off * off * off * off * share;
                }
            }
            return new Cluster(shade, prominence);
        }
    }

    /** Empty if no two voxels of the region are neighbors. */
    public static Optional<Glcm> merged(GrayLevels region, Neighborhood neighbors) {
        return shares(region, neighbors).map(Glcm::of);
    }

    /** @param matrix element (i - 1, j - 1) is the share of pairs of levels i and j */
    private static Glcm of(double[][] matrix) {
        Joint joint = Joint.of(matrix);
        double[] differences = differences(matrix);
        return new Glcm(
                joint,
                Distribution.of(differences),
                Distribution.of(sums(matrix)),
                Cluster.of(matrix, joint.average()),
                inverseDifference(differences, 1),
                inverseDifference(differences, 2));
    }

    /** Element (i - 1, j - 1) is the share of pairs of levels i and j; empty without any pair. */
    private static Optional<double[][]> shares(GrayLevels region, Neighborhood neighbors) {
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
            return Optional.empty();
        }
        for (double[] row : matrix) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= pairs;
            }
        }
        return Optional.of(matrix);
    }

    /** Mean squared difference of two neighbors' levels. */
    public double contrast() {
        return difference.meanSquare();
    }

    /** 1 where all levels are equal. */
    public double correlation() {
        double average = joint.average();
        return joint.variance() > 0 ? (joint.autocorrelation() - average * average) / joint.variance() : 1;
    }

    private static double[] differences(double[][] p) {
        double[] shares = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < p.length; j++) {
                shares[Math.abs(i - j)] += p[i][j];
            }
        }
        return shares;
    }

    private static double[] sums(double[][] p) {
        double[] shares = new double[2 * p.length + 1];
        for (int i = 1; i <= p.length; i++) {
            for (int j = 1; j <= p.length; j++) {
                shares[i + j] += p[i - 1][j - 1];
            }
        }
        return shares;
    }

    /** @param power of the difference, 1 or 2 */
    private static double inverseDifference(double[] shares, int power) {
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            sum += shares[k] / (1 + (power == 1 ? k : (double) k * k));
        }
        return sum;
    }

    private static double bits(double share) {
        return share > 0 ? -share * Math.log(share) / Math.log(2) : 0;
    }
}
