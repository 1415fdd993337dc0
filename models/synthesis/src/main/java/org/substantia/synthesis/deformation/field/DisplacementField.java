package org.substantia.synthesis.deformation.field;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.substantia.base.parallel.Workers;

/** Displacements, mm, at the nodes of a grid, trilinear between them and constant beyond its border. */
public final class DisplacementField extends NodeVectors {
    /** A point found to this is found. */
    private static final double NEAR_MM = 0.01;

    private static final int NEWTON_STEPS = 8;

    private final double perMm;

    /** Zeros. */
    public DisplacementField(NodeGrid grid) {
        super(grid);
        this.perMm = 1 / grid.spacing();
    }

    /** @param components x, y and z of the first node, then of the next along x, mm */
    public static DisplacementField of(NodeGrid grid, DoubleSupplier components) {
        DisplacementField field = new DisplacementField(grid);
        for (int i = 0; i < field.data.length; i++) {
            field.data[i] = (float) components.getAsDouble();
        }
        return field;
    }

    /** Adds the vector at a point (mm) to that point. */
    public void displace(double[] point) {
        double fx = Math.max(0, Math.min(nx - 1, (point[0] - originX) * perMm));
        double fy = Math.max(0, Math.min(ny - 1, (point[1] - originY) * perMm));
        double fz = Math.max(0, Math.min(nz - 1, (point[2] - originZ) * perMm));
        int ix = Math.min(nx - 2, (int) fx);
        int iy = Math.min(ny - 2, (int) fy);
        int iz = Math.min(nz - 2, (int) fz);
        double tx = fx - ix;
        double ty = fy - iy;
        double tz = fz - iz;
        int a = 3 * (ix + nx * (iy + ny * iz));
        int row = 3 * nx;
        int slice = row * ny;
        for (int c = 0; c < 3; c++) {
            int i = a + c;
            double v00 = data[i] + tx * (data[i + 3] - data[i]);
            double v10 = data[i + row] + tx * (data[i + row + 3] - data[i + row]);
            double v01 = data[i + slice] + tx * (data[i + slice + 3] - data[i + slice]);
            double v11 = data[i + slice + row] + tx * (data[i + slice + row + 3] - data[i + slice + row]);
            double v0 = v00 + ty * (v10 - v00);
            double v1 = v01 + ty * (v11 - v01);
            point[c] += v0 + tz * (v1 - v0);
        }
    }

    /**
     * Moves a point to where {@code point + vector} came from: a guess by the flow backwards, corrected by Newton
     * steps, since the two flows are each other's inverse only up to the error of their grids.
     */
    public void displaceBack(DisplacementField backwards, double[] point) {
        double x = point[0];
        double y = point[1];
        double z = point[2];
        backwards.displace(point);
        double[] moved = new double[3];
        double[] j = new double[9];
        double last = Double.MAX_VALUE;
        double stepX = 0;
        double stepY = 0;
        double stepZ = 0;
        for (int step = 0; step < NEWTON_STEPS; step++) {
            moved[0] = point[0];
            moved[1] = point[1];
            moved[2] = point[2];
            displace(moved);
            double ex = x - moved[0];
            double ey = y - moved[1];
            double ez = z - moved[2];
            double error = ex * ex + ey * ey + ez * ez;
            if (error < NEAR_MM * NEAR_MM) {
                return;
            }
            if (error > last) {
                // The step crossed into a cell of another slope: half of it is taken back.
                stepX /= 2;
                stepY /= 2;
                stepZ /= 2;
                point[0] -= stepX;
                point[1] -= stepY;
                point[2] -= stepZ;
                continue;
            }
            last = error;
            gradient(point[0], point[1], point[2], j);
            j[0]++;
            j[4]++;
            j[8]++;
            double c0 = j[4] * j[8] - j[5] * j[7];
            double c1 = j[5] * j[6] - j[3] * j[8];
            double c2 = j[3] * j[7] - j[4] * j[6];
            double perDet = 1 / (j[0] * c0 + j[1] * c1 + j[2] * c2);
            stepX = perDet * (c0 * ex + (j[2] * j[7] - j[1] * j[8]) * ey + (j[1] * j[5] - j[2] * j[4]) * ez);
            stepY = perDet * (c1 * ex + (j[0] * j[8] - j[2] * j[6]) * ey + (j[2] * j[3] - j[0] * j[5]) * ez);
            stepZ = perDet * (c2 * ex + (j[1] * j[6] - j[0] * j[7]) * ey + (j[0] * j[4] - j[1] * j[3]) * ez);
            point[0] += stepX;
            point[1] += stepY;
            point[2] += stepZ;
        }
    }

    /** Determinant of the Jacobian of {@code point -> point + vector}; 1 outside the grid. */
    public double jacobian(double x, double y, double z) {
        double[] j = new double[9];
        gradient(x, y, z, j);
        return determinant(j);
    }

    /** Fills in the nine derivatives of the vector, rows by component. */
    private void gradient(double x, double y, double z, double[] j) {
        double fx = (x - originX) * perMm;
        double fy = (y - originY) * perMm;
        double fz = (z - originZ) * perMm;
        if (!(fx >= 0 && fy >= 0 && fz >= 0 && fx <= nx - 1 && fy <= ny - 1 && fz <= nz - 1)) {
            Arrays.fill(j, 0);
            return;
        }
        int ix = Math.min(nx - 2, (int) fx);
        int iy = Math.min(ny - 2, (int) fy);
        int iz = Math.min(nz - 2, (int) fz);
        cellGradient(3 * (ix + nx * (iy + ny * iz)), fx - ix, fy - iy, fz - iz, j);
    }

    private void cellGradient(int a, double tx, double ty, double tz, double[] j) {
        int row = 3 * nx;
        int slice = row * ny;
        for (int c = 0; c < 3; c++) {
            int i = a + c;
            double c000 = data[i];
            double c100 = data[i + 3];
            double c010 = data[i + row];
            double c110 = data[i + row + 3];
            double c001 = data[i + slice];
            double c101 = data[i + slice + 3];
            double c011 = data[i + slice + row];
            double c111 = data[i + slice + row + 3];
            double dx0 = (c100 - c000) + ty * ((c110 - c010) - (c100 - c000));
            double dx1 = (c101 - c001) + ty * ((c111 - c011) - (c101 - c001));
            double dy0 = (c010 - c000) + tx * ((c110 - c100) - (c010 - c000));
            double dy1 = (c011 - c001) + tx * ((c111 - c101) - (c011 - c001));
            double dz0 = (c001 - c000) + tx * ((c101 - c100) - (c001 - c000));
            double dz1 = (c011 - c010) + tx * ((c111 - c110) - (c011 - c010));
            j[3 * c] = (dx0 + tz * (dx1 - dx0)) * perMm;
            j[3 * c + 1] = (dy0 + tz * (dy1 - dy0)) * perMm;
            j[3 * c + 2] = (dz0 + ty * (dz1 - dz0)) * perMm;
        }
    }

    /** Of the identity plus a gradient. */
    private static double determinant(double[] j) {
        double a = 1 + j[0];
        double b = 1 + j[4];
        double c = 1 + j[8];
        return a * (b * c - j[5] * j[7]) - j[1] * (j[3] * c - j[5] * j[6]) + j[2] * (j[3] * j[7] - b * j[6]);
    }

    /** Smallest determinant of the Jacobian over the corners of all cells. */
    public double smallestJacobian(Workers workers) {
        double[] smallest = new double[nz - 1];
        workers.forEach(nz - 1, z -> {
            double min = Double.MAX_VALUE;
            double[] j = new double[9];
            for (int y = 0; y < ny - 1; y++) {
                for (int x = 0; x < nx - 1; x++) {
                    int a = 3 * (x + nx * (y + ny * z));
                    if (isZeroCell(a)) {
                        min = Math.min(min, 1);
                        continue;
                    }
                    for (int corner = 0; corner < 8; corner++) {
                        cellGradient(a, corner & 1, (corner >> 1) & 1, corner >> 2, j);
                        min = Math.min(min, determinant(j));
                    }
                }
            }
            smallest[z] = min;
        });
        double min = Double.MAX_VALUE;
        for (double value : smallest) {
            min = Math.min(min, value);
        }
        return min;
    }

    private boolean isZeroCell(int a) {
        int row = 3 * nx;
        int slice = row * ny;
        for (int c = 0; c < 6; c++) {
            if (data[a + c] != 0
                    || data[a + row + c] != 0
                    || data[a + slice + c] != 0
                    || data[a + slice + row + c] != 0) {
                return false;
            }
        }
        return true;
    }

    /** The displacement of going along this one twice, into {@code to}. */
    void square(DisplacementField to, Workers workers) {
        workers.forEach(nz, z -> {
            double[] point = new double[3];
            for (int y = 0; y < ny; y++) {
                for (int x = 0; x < nx; x++) {
                    int i = 3 * (x + nx * (y + ny * z));
                    if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 0) {
                        to.data[i] = 0;
                        to.data[i + 1] = 0;
                        to.data[i + 2] = 0;
                        continue;
                    }
                    double px = originX + x * spacing;
                    double py = originY + y * spacing;
                    double pz = originZ + z * spacing;
                    point[0] = px + data[i];
                    point[1] = py + data[i + 1];
                    point[2] = pz + data[i + 2];
                    displace(point);
                    to.data[i] = (float) (point[0] - px);
                    to.data[i + 1] = (float) (point[1] - py);
                    to.data[i + 2] = (float) (point[2] - pz);
                }
            }
        });
    }
}
