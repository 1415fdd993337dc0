package org.substantia.synthesis.anatomy.registration;

import java.util.List;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/**
 * Registers two label maps on a grid of the fixed map's world: first an affine map near a given start, then a
 * stationary velocity field. Single-threaded; several may run side by side.
 */
public final class LabelRegistration {
    private static final double AFFINE_SIGMA_MM = 2;

    private final RegistrationPlan plan;
    private final Geometry grid;
    private final LabelGroups moving;
    private final Channels fixedShares;

    /**
     * @param grid where they are compared: isotropic, with the world's axes
     * @param fixed the map that stays
     * @param moving the map that is brought to it
     */
    public LabelRegistration(RegistrationPlan plan, Geometry grid, LabelGroups fixed, LabelGroups moving) {
        this.plan = plan;
        this.grid = grid;
        this.moving = moving;
        this.fixedShares = Channels.shares(grid, plan.groups(), fixed, Affine.identity());
    }

    /**
     * The affine map from the fixed to the moving world under which the shared structures overlap best, held near its
     * start.
     *
     * @param start from the fixed to the moving world, in mm
     * @param ridge how strongly the map is held to its start; 0 is not at all, 10 is firm
     */
    public Affine affine(Affine start, double ridge) {
        double sigma = AFFINE_SIGMA_MM / grid.spacing(0);
        Channels target = fixedShares.smoothed(sigma);
        Channels source = Channels.shares(grid, plan.groups(), moving, start).smoothed(sigma);
        double[] weights =
                plan.sharedWeights().stream().mapToDouble(Double::doubleValue).toArray();
        Affine inVoxels = new RidgeAffine(target, source, weights, ridge).fit();
        return start.compose(grid.affine())
                .compose(inVoxels)
                .compose(grid.affine().inverse());
    }

    /** The moving map after an affine one, from the fixed to the moving world in mm. */
    public Aligned aligned(Affine affine) {
        return new Aligned(Channels.shares(grid, plan.groups(), moving, affine));
    }

    /** The two maps after the affine one: what is left to do. */
    public final class Aligned {
        private final Channels source;

        private Aligned(Channels source) {
            this.source = source;
        }

        /**
         * The velocity, in voxels of the grid, whose {@linkplain VoxelVelocityField#exponential exponential} moves
         * places of the fixed anatomy, before the affine map, to those they correspond to.
         *
         * @param levels the steps, coarse to fine
         */
        public VoxelVelocityField velocity(List<RegistrationPlan.Level> levels) {
            return new Demons(plan, fixedShares, source).run(levels);
        }

        /**
         * How well the shared structures overlap after a deformation: for each the Dice of the shares of voxels.
         *
         * @param velocity as {@link #velocity} gives it
         */
        public double[] overlap(VoxelVelocityField velocity) {
            Channels warped = Demons.warp(source, velocity.exponential(Demons.SQUARINGS));
            int shared = plan.sharedWeights().size();
            double[] common = new double[shared];
            double[] sum = new double[shared];
            for (int voxel = 0; voxel < grid.voxelCount(); voxel++) {
                for (int c = 0; c < shared; c++) {
                    float a = fixedShares.values()[voxel * plan.groups() + c];
                    float b = warped.values()[voxel * plan.groups() + c];
                    common[c] += Math.min(a, b);
                    sum[c] += a + b;
                }
            }
            for (int c = 0; c < shared; c++) {
                common[c] *= 2 / sum[c];
            }
            return common;
        }
    }
}
