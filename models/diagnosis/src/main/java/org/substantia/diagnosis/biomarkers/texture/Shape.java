package org.substantia.diagnosis.biomarkers.texture;

import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;

/**
 * Shape of a region as the IBSI defines it (reference manual, section 3.1, arXiv 1612.07003), in mm, mm2 and mm3.
 *
 * @param meshVolume enclosed by the surface halfway between voxels inside and outside
 * @param voxelVolume number of voxels times their volume
 * @param surfaceArea of the mesh
 * @param sphericity 1 for a sphere, less for others
 * @param maximumDiameter the largest distance between two points of the mesh
 * @param majorAxis length of the ellipsoid with the region's second moments; likewise the two following
 * @param elongation minor over major axis, at most 1
 * @param flatness least over major axis, at most 1
 */
public record Shape(
        double meshVolume,
        double voxelVolume,
        double surfaceArea,
        double sphericity,
        double maximumDiameter,
        double majorAxis,
        double minorAxis,
        double leastAxis,
        double elongation,
        double flatness) {

    /** @throws java.util.NoSuchElementException if the region is empty */
    public static Shape of(Mask region) {
        SurfaceMesh mesh = SurfaceMesh.of(region);
        double[][] places = places(region);
        double[] moments = eigenvalues(covariance(places));
        double major = 4 * Math.sqrt(moments[0]);
        double minor = 4 * Math.sqrt(Math.max(0, moments[1]));
        double least = 4 * Math.sqrt(Math.max(0, moments[2]));
        double volume = mesh.volume();
        return new Shape(
                volume,
                places.length * region.geometry().voxelVolumeMm3(),
                mesh.area(),
                Math.cbrt(36 * Math.PI * volume * volume) / mesh.area(),
                mesh.diameter(),
                major,
                minor,
                least,
                major > 0 ? minor / major : 1,
                major > 0 ? least / major : 1);
    }

    /** The middles of all voxels of the region, in mm. */
    private static double[][] places(Mask region) {
        Geometry g = region.geometry();
        int end = region.voxels().length;
        double[][] places = new double[region.count()][];
        int n = 0;
        for (int i = region.nextForeground(0, end); i < end; i = region.nextForeground(i + 1, end)) {
            int row = i / g.nx();
            int slice = row / g.ny();
            places[n++] = g.affine().apply(i % g.nx(), row % g.ny(), slice);
        }
        return places;
    }

    private static double[][] covariance(double[][] places) {
        double[] mean = new double[3];
        for (double[] place : places) {
            for (int axis = 0; axis < 3; axis++) {
                mean[axis] += place[axis] / places.length;
            }
        }
        double[][] covariance = new double[3][3];
        for (double[] place : places) {
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    covariance[a][b] += (place[a] - mean[a]) * (place[b] - mean[b]) / Math.max(1, places.length - 1);
                }
            }
        }
        return covariance;
    }

    /** Of a symmetric matrix, largest first, in closed form (O. K. Smith, Commun ACM 4:168, 1961). */
    private static double[] eigenvalues(double[][] a) {
        double q = (a[0][0] + a[1][1] + a[2][2]) / 3;
        double off = a[0][1] * a[0][1] + a[0][2] * a[0][2] + a[1][2] * a[1][2];
        double d0 = a[0][0] - q;
        double d1 = a[1][1] - q;
        double d2 = a[2][2] - q;
        double p = Math.sqrt((d0 * d0 + d1 * d1 + d2 * d2 + 2 * off) / 6);
        if (p == 0) {
            return new double[] {q, q, q};
        }
        double det = d0 * (d1 * d2 - a[1][2] * a[1][2])
                - a[0][1] * (a[0][1] * d2 - a[1][2] * a[0][2])
                + a[0][2] * (a[0][1] * a[1][2] - d1 * a[0][2]);
        double phi = Math.acos(Math.max(-1, Math.min(1, det / (2 * p * p * p)))) / 3;
        double first = q + 2 * p * Math.cos(phi);
        double last = q + 2 * p * Math.cos(phi + 2 * Math.PI / 3);
        return new double[] {first, 3 * q - first - last, last};
    }
}
