package org.substantia.synthesis.anatomy.shape;

import java.util.List;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.coding.FieldCode;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;

/**
 * How the deep gray matter of real people differs from their mean in shape: for each person the stationary velocity
 * that leads from the mean to the person beyond pose and size, in the frame of {@link NucleiFrame}. Immutable and
 * thread-safe.
 */
public final class ShapeVariation {
    private final NucleiFrame frame;
    private final List<byte[]> codes;

    /**
     * @param frame in which the fields lie
     * @param codes one field for each person, by {@link FieldCode}
     */
    public ShapeVariation(NucleiFrame frame, List<byte[]> codes) {
        this.frame = frame;
        this.codes = List.copyOf(codes);
    }

    /** How many people there are. */
    public int persons() {
        return codes.size();
    }

    /**
     * One person's velocity in the world of an anatomy.
     *
     * @param person from 0
     * @param mirrored whether the sides are exchanged
     * @param centers of the anatomy's nuclei
     * @throws IllegalArgumentException if the code is none, or there is no such person
     */
    public Velocity velocity(int person, boolean mirrored, NucleiFrame.Centers centers) {
        if (person < 0 || person >= codes.size()) {
            throw new IllegalArgumentException("there is no person " + person + " of " + codes.size());
        }
        return new Velocity(FieldCode.decode(codes.get(person)), mirrored, frame.from(centers));
    }

    /** A velocity in the world of an anatomy, mm per unit of time; not for two threads at a time. */
    public static final class Velocity {
        private final VoxelVelocityField field;
        private final Affine toVoxels;
        private final Affine toFrame;
        private final Affine fromFrame;
        private final boolean mirrored;
        private final double spacing;
        private final double[] sampled = new double[3];

        Velocity(VoxelVelocityField stored, boolean mirrored, Affine toFrame) {
            Geometry grid = stored.geometry();
            this.field = stored;
            this.toVoxels = grid.affine().inverse();
            this.toFrame = toFrame;
            this.fromFrame = toFrame.inverse();
            this.mirrored = mirrored;
            this.spacing = grid.spacing(0);
        }

        /**
         * The velocity at a place; 0 far from the nuclei.
         *
         * @param out receives three numbers
         */
        public void at(double x, double y, double z, double[] out) {
            double side = mirrored ? -1 : 1;
            double fx = side * toFrame.applyX(x, y, z);
            double fy = toFrame.applyY(x, y, z);
            double fz = toFrame.applyZ(x, y, z);
            field.at(toVoxels.applyX(fx, fy, fz), toVoxels.applyY(fx, fy, fz), toVoxels.applyZ(fx, fy, fz), sampled);
            for (int i = 0; i < 3; i++) {
                out[i] = spacing
                        * (fromFrame.get(i, 0) * side * sampled[0]
                                + fromFrame.get(i, 1) * sampled[1]
                                + fromFrame.get(i, 2) * sampled[2]);
            }
        }
    }
}
