package org.substantia.base.numeric;

/** Small dense systems of linear equations. */
public final class LinearSystem {
    private LinearSystem() {}

    /**
     * Gaussian elimination with partial pivoting; the arguments are left as they are.
     *
     * @throws IllegalArgumentException if the matrix is singular
     */
    public static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = matrix[i].clone();
        }
        double[] x = right.clone();
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                if (Math.abs(a[i][k]) > Math.abs(a[pivot][k])) {
                    pivot = i;
                }
            }
            if (a[pivot][k] == 0) {
                throw new IllegalArgumentException("the system is singular at column " + k);
            }
            double[] swapRow = a[k];
            a[k] = a[pivot];
            a[pivot] = swapRow;
            double swap = x[k];
            x[k] = x[pivot];
            x[pivot] = swap;
            for (int i = k + 1; i < n; i++) {
                double factor = a[i][k] / a[k][k];
                for (int j = k; j < n; j++) {
                    a[i][j] -= factor * a[k][j];
                }
                x[i] -= factor * x[k];
            }
        }
        for (int k = n - 1; k >= 0; k--) {
            for (int j = k + 1; j < n; j++) {
                x[k] -= a[k][j] * x[j];
            }
            x[k] /= a[k][k];
        }
        return x;
    }
}
