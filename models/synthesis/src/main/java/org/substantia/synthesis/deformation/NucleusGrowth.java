package org.substantia.synthesis.deformation;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.numeric.LinearSystem;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Bounds;
import org.substantia.synthesis.anatomy.CompositeAnatomy;
import org.substantia.synthesis.deformation.field.DisplacementField;
import org.substantia.synthesis.deformation.field.GrowthField;
import org.substantia.synthesis.deformation.field.NodeGrid;
import org.substantia.synthesis.deformation.field.VelocityField;

/**
 * How the nuclei of one composite are grown, each by a velocity field of its own: the amplitudes that give wanted
 * volumes after a flow are found by Newton steps. Immutable and thread-safe.
 */
final class NucleusGrowth {
    private static final double SPACING_MM = 2;
    private static final double MARGIN_MM = 14;
    private static final double SMALL_MM3 = 1000;
    private static final double SMALL_SIGMA_MM = 2;
    private static final double LARGE_SIGMA_MM = 3;
    /** Growth by which the sensitivity is measured. */
    private static final double PROBE = 0.01;

    private static final int MAX_STEPS = 8;
    private static final double MAX_STEP = 0.4;
    private static final double VOLUME_TOLERANCE = 0.005;

    private final LabelPositions voxels;
    private final double voxelVolume;
    private final NodeGrid grid;
    private final List<GrowthField> fields = new ArrayList<>();
    /** Change of the logarithm of a row's volume by a unit of a column's growth. */
    private final double[][] sensitivity;

    /** The amplitudes of the nuclei's fields. */
    static final class Solution {
        private final double[] amplitude;
        private final double smallestJacobian;

        Solution(double[] amplitude, double smallestJacobian) {
            this.amplitude = amplitude;
            this.smallestJacobian = smallestJacobian;
        }

        /** By QSM label - 1; not a copy. */
        double[] amplitude() {
            return amplitude;
        }

        /** Of the growth alone. */
        double smallestJacobian() {
            return smallestJacobian;
        }
    }

    /** @throws IllegalArgumentException if a nucleus is missing */
    NucleusGrowth(CompositeAnatomy composite, Bounds nucleiBox, LabelPositions voxels, Workers workers) {
        this.voxels = voxels;
        this.voxelVolume = composite.nuclei().geometry().voxelVolumeMm3();
        this.grid = NodeGrid.around(nucleiBox, MARGIN_MM, SPACING_MM);
        for (float[] positions : voxels.all()) {
            if (positions.length == 0) {
                throw new IllegalArgumentException(composite.id() + " lacks a nucleus");
            }
            double volume = positions.length / 3.0 * voxelVolume;
            fields.add(new GrowthField(grid, positions, volume < SMALL_MM3 ? SMALL_SIGMA_MM : LARGE_SIGMA_MM));
        }
        this.sensitivity = sensitivity(workers);
    }

    /** By finite differences of the volumes; scales the fields so that a unit of growth is a unit of log volume. */
    private double[][] sensitivity(Workers workers) {
        int n = fields.size();
        for (GrowthField field : fields) {
            VelocityField unit = new VelocityField(grid);
            field.addTo(unit, 1);
            field.scale(1 / Math.max(1e-6, unit.longest()));
        }
        double[][] matrix = new double[n][n];
        workers.forEach(n, column -> {
            DisplacementField displacement = new DisplacementField(grid);
            fields.get(column).addTo(displacement, PROBE);
            for (int row = 0; row < n; row++) {
                float[] positions = voxels.all().get(row);
                matrix[row][column] = (jacobianSum(positions, displacement) / (positions.length / 3.0) - 1) / PROBE;
            }
        });
        for (int column = 0; column < n; column++) {
            double own = matrix[column][column];
            fields.get(column).scale(1 / own);
            for (int row = 0; row < n; row++) {
                matrix[row][column] /= own;
            }
        }
        return matrix;
    }

    private static double jacobianSum(float[] positions, DisplacementField field) {
        double sum = 0;
        for (int i = 0; i < positions.length; i += 3) {
            sum += field.jacobian(positions[i], positions[i + 1], positions[i + 2]);
        }
        return sum;
    }

    /** How many nuclei there are. */
    int count() {
        return fields.size();
    }

    /**
     * Newton steps with the fixed sensitivity of the undeformed anatomy, then less of it all while anything folds.
     *
     * @param start amplitudes to begin with
     * @param target volumes, mm3, by QSM label - 1
     * @param flow applied after the growth
     * @param scale volume change of all that comes after the flow
     */
    Solution solve(double[] start, double[] target, DisplacementField flow, double scale, Workers workers) {
        int n = target.length;
        double[] amplitude = start.clone();
        DisplacementField displacement = velocity(amplitude).flow(1, workers);
        for (int step = 0; step < MAX_STEPS; step++) {
            double[] volumes = volumes(displacement, flow, scale, workers);
            double[] error = new double[n];
            double worst = 0;
            for (int i = 0; i < n; i++) {
                error[i] = Math.log(target[i] / volumes[i]);
                worst = Math.max(worst, Math.abs(error[i]));
            }
            if (worst < VOLUME_TOLERANCE) {
                break;
            }
            double[] change = LinearSystem.solve(sensitivity, error);
            for (int i = 0; i < n; i++) {
                amplitude[i] += Math.max(-MAX_STEP, Math.min(MAX_STEP, change[i]));
            }
            displacement = velocity(amplitude).flow(1, workers);
        }
        double smallest = displacement.smallestJacobian(workers);
        while (smallest < DeformableAnatomy.MIN_JACOBIAN) {
            for (int i = 0; i < n; i++) {
                amplitude[i] *= 0.85;
            }
            displacement = velocity(amplitude).flow(1, workers);
            smallest = displacement.smallestJacobian(workers);
        }
        return new Solution(amplitude, smallest);
    }

    /** The velocity of all nuclei's growth. */
    VelocityField velocity(double[] amplitude) {
        VelocityField velocity = new VelocityField(grid);
        for (int i = 0; i < amplitude.length; i++) {
            fields.get(i).addTo(velocity, amplitude[i]);
        }
        return velocity;
    }

    /** Volumes of the deformed nuclei, mm3: the Jacobian of the whole map, summed over each one's voxels. */
    private double[] volumes(DisplacementField growth, DisplacementField flow, double scale, Workers workers) {
        double voxel = voxelVolume * scale;
        double[] volumes = new double[fields.size()];
        workers.forEach(volumes.length, n -> {
            float[] positions = voxels.all().get(n);
            double[] point = new double[3];
            double sum = 0;
            for (int i = 0; i < positions.length; i += 3) {
                point[0] = positions[i];
                point[1] = positions[i + 1];
                point[2] = positions[i + 2];
                double own = growth.jacobian(point[0], point[1], point[2]);
                growth.displace(point);
                sum += own * flow.jacobian(point[0], point[1], point[2]);
            }
            volumes[n] = sum * voxel;
        });
        return volumes;
    }
}
