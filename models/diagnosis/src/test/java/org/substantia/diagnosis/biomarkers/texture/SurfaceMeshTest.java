package org.substantia.diagnosis.biomarkers.texture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;

class SurfaceMeshTest {
    private static final Geometry GRID = new Geometry(9, 8, 7, Affine.scaling(-0.7, 0.9, 2.1));

    /** The surface crosses an edge between a voxel inside and one outside halfway. */
    @Property(tries = 50)
    void theDiameterIsTheLargestOfAllDistancesBetweenCrossings(@ForAll long seed) {
        RandomStream random = new RandomStream(seed);
        double share = random.nextDouble();
        byte[] voxels = new byte[GRID.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) (random.nextDouble() < share ? 1 : 0);
        }
        voxels[GRID.index(4, 4, 3)] = 1;
        Mask mask = new Mask(GRID, voxels);

        assertThat(SurfaceMesh.of(mask).diameter()).isCloseTo(largestDistance(crossings(mask)), within(1e-12));
    }

    private static List<double[]> crossings(Mask mask) {
        List<double[]> crossings = new ArrayList<>();
        int[][] neighbors = {{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}};
        for (int z = 0; z < GRID.nz(); z++) {
            for (int y = 0; y < GRID.ny(); y++) {
                for (int x = 0; x < GRID.nx(); x++) {
                    for (int[] n : neighbors) {
                        int nx = x + n[0];
                        int ny = y + n[1];
                        int nz = z + n[2];
                        boolean there = GRID.contains(nx, ny, nz) && mask.contains(nx, ny, nz);
                        if (mask.contains(x, y, z) && !there) {
                            crossings.add(GRID.affine().apply((x + nx) / 2.0, (y + ny) / 2.0, (z + nz) / 2.0));
                        }
                    }
                }
            }
        }
        return crossings;
    }

    private static double largestDistance(List<double[]> points) {
        double largest = 0;
        for (double[] a : points) {
            for (double[] b : points) {
                largest = Math.max(largest, Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]));
            }
        }
        return largest;
    }
}
