package org.substantia.synthesis.deformation.field;

import org.substantia.base.parallel.Workers;

/**
 * Stationary velocities, mm per unit of time, at the nodes of a grid. They end in zeros at the grid's border, so that
 * nothing moves outside and the flow keeps to the grid.
 */
public final class VelocityField extends NodeVectors {
    private static final int MAX_SQUARINGS = 12;
    /**
     * Share of a cell that the first step may be long: the error of one Euler step is then far below interpolation's.
     */
    private static final double FIRST_STEP = 0.1;

    public VelocityField(NodeGrid grid) {
        super(grid);
    }

    /** A velocity everywhere, for one thread at a time. */
    @FunctionalInterface
    public interface Velocity {
        /**
         * The velocity at a place.
         *
         * @param out receives three numbers, mm per unit of time
         */
        void at(double x, double y, double z, double[] out);
    }

    /**
     * Adds a velocity, at every node.
     *
     * @param factor on it
     */
    public void add(Velocity velocity, double factor) {
        double[] here = new double[3];
        int i = 0;
        for (int z = 0; z < nz; z++) {
            for (int y = 0; y < ny; y++) {
                for (int x = 0; x < nx; x++) {
                    velocity.at(originX + spacing * x, originY + spacing * y, originZ + spacing * z, here);
                    for (double component : here) {
                        data[i++] += (float) (factor * component);
                    }
                }
            }
        }
    }

    /** Lets the field fade to zero over the outer nodes of every side. */
    public void fadeOut(int nodes) {
        for (int z = 0; z < nz; z++) {
            for (int y = 0; y < ny; y++) {
                double outer = fade(y, ny, nodes) * fade(z, nz, nodes);
                for (int x = 0; x < nx; x++) {
                    float weight = (float) (outer * fade(x, nx, nodes));
                    int i = 3 * (x + nx * (y + ny * z));
                    data[i] *= weight;
                    data[i + 1] *= weight;
                    data[i + 2] *= weight;
                }
            }
        }
    }

    private static double fade(int at, int size, int nodes) {
        double t = Math.min(1, Math.min(at, size - 1 - at) / (double) nodes);
        return t * t * (3 - 2 * t);
    }

    /**
     * The displacement of the flow along this velocity for {@code time}, by scaling and squaring (Arsigny et al. 2006):
     * the exponential of {@code time * velocity}. The flow for {@code -time} is its inverse.
     */
    public DisplacementField flow(double time, Workers workers) {
        int squarings = 0;
        for (double step = longest() * Math.abs(time);
                step > FIRST_STEP * spacing && squarings < MAX_SQUARINGS;
                step /= 2) {
            squarings++;
        }
        DisplacementField from = new DisplacementField(grid());
        float scale = (float) (time / (1 << squarings));
        for (int i = 0; i < data.length; i++) {
            from.data[i] = data[i] * scale;
        }
        DisplacementField to = new DisplacementField(grid());
        for (int s = 0; s < squarings; s++) {
            from.square(to, workers);
            DisplacementField swap = from;
            from = to;
            to = swap;
        }
        return from;
    }
}
