package org.substantia.synthesis.image.calibration;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;

/**
 * Makes the means inside truth masks what they should be. A noise-free image is linear in the values of the fine
 * regions, so the mean in mask i changes by the mean over it of the share of region j when region j is raised by one:
 * the mixing matrix. It is inverted with a slight ridge, which keeps a region that its mask hardly shows from being
 * driven far.
 */
public final class IntensityCalibration {
    private static final double RIDGE = 2e-3;
    private static final int ROUNDS = 2;

    private final Geometry target;
    private final List<int[]> masks = new ArrayList<>();
    private final List<VoxelShares> regions = new ArrayList<>();

    public IntensityCalibration(Geometry target) {
        this.target = target;
    }

    /** @param voxels flat indices of a mask whose mean is prescribed; may be empty */
    public void addMask(int[] voxels) {
        masks.add(voxels);
    }

    public void addRegion(VoxelShares region) {
        regions.add(region);
    }

    /** Mean of an image in mask {@code i}; NaN where the mask is empty. */
    double mean(float[] image, int i) {
        double sum = 0;
        for (int voxel : masks.get(i)) {
            sum += image[voxel];
        }
        return sum / masks.get(i).length;
    }

    /**
     * Raises and lowers the regions in an image until the masks' means are the wanted ones.
     *
     * @param wanted a mean for each mask, in the order they were added
     * @param limit no region is moved further than this in one of the two rounds
     */
    public void apply(float[] image, double[] wanted, double limit) {
        RealMatrix mixing = mixing();
        RealMatrix normal = mixing.transpose().multiply(mixing);
        for (int j = 0; j < regions.size(); j++) {
            normal.addToEntry(j, j, RIDGE);
        }
        CholeskyDecomposition solver = new CholeskyDecomposition(normal, 1e-9, 1e-12);
        for (int round = 0; round < ROUNDS; round++) {
            RealVector missing = new ArrayRealVector(masks.size());
            for (int i = 0; i < masks.size(); i++) {
                if (masks.get(i).length > 0) {
                    missing.setEntry(i, wanted[i] - mean(image, i));
                }
            }
            RealVector raise = solver.getSolver().solve(mixing.transpose().operate(missing));
            for (int j = 0; j < regions.size(); j++) {
                add(image, regions.get(j), (float) Math.max(-limit, Math.min(limit, raise.getEntry(j))));
            }
        }
    }

    private RealMatrix mixing() {
        RealMatrix mixing = MatrixUtils.createRealMatrix(masks.size(), regions.size());
        for (int i = 0; i < masks.size(); i++) {
            int[] voxels = masks.get(i);
            for (int j = 0; j < regions.size(); j++) {
                VoxelShares region = regions.get(j);
                double sum = 0;
                for (int voxel : voxels) {
                    sum += region.at(voxel, target);
                }
                mixing.setEntry(i, j, sum / Math.max(1, voxels.length));
            }
        }
        return mixing;
    }

    private void add(float[] image, VoxelShares region, float raise) {
        BoundingBox box = region.box();
        float[] shares = region.values();
        int at = 0;
        for (int z = box.minZ(); z <= box.maxZ(); z++) {
            for (int y = box.minY(); y <= box.maxY(); y++) {
                int row = target.index(box.minX(), y, z);
                for (int x = 0; x < box.sizeX(); x++) {
                    image[row + x] += raise * shares[at++];
                }
            }
        }
    }
}
