package org.substantia.synthesis.anatomy.registration;

import java.util.List;
import java.util.function.IntPredicate;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;

/**
 * Symmetric demons on several channels at once with a stationary velocity field (Vercauteren et al., NeuroImage 2009):
 * every update is smoothed (fluid), added to the velocity, and the velocity smoothed (diffusion). Shared structures
 * pull by the difference of their maps, containments by how far the moving region falls short of holding (or touches)
 * its part.
 */
final class Demons {
    static final int SQUARINGS = 6;

    /**
     * Share of a region that a contained place is to reach in the smoothed map; below 1, or all regions would swell.
     */
    private static final float CONTAINED = 0.85f;

    /** Voxels over which the velocity fades to 0 at the faces of the grid. */
    private static final int FADE = 5;

    private final RegistrationPlan plan;
    private final Geometry geometry;
    private final Channels fixed;
    private final Channels moving;
    private final Channels contained;
    private final int shared;
    private final VoxelVelocityField velocity;
    private final float[] fade;
    /** Near any structure, a little more widely than {@link #pulled}. */
    private final boolean[] sampled;

    /** Where forces are worked out: farther off there are none. */
    private final boolean[] pulled;

    /**
     * @param fixed shares of the fixed anatomy, unsmoothed
     * @param moving shares of the moving anatomy after the affine map, unsmoothed, on the same grid
     */
    Demons(RegistrationPlan plan, Channels fixed, Channels moving) {
        this.plan = plan;
        this.geometry = fixed.geometry();
        this.fixed = fixed;
        this.moving = moving;
        this.shared = plan.sharedWeights().size();
        this.contained = contained();
        this.velocity = VoxelVelocityField.zeros(geometry);
        this.fade = fadeMap(geometry);
        Volume nearness = nearness();
        this.sampled = above(nearness, 1e-4f);
        this.pulled = above(nearness, 1e-3f);
    }

    VoxelVelocityField run(List<RegistrationPlan.Level> levels) {
        for (RegistrationPlan.Level level : levels) {
            Channels target = fixed.smoothed(level.channelSigma());
            Channels source = moving.smoothed(level.channelSigma());
            for (int i = 0; i < level.iterations(); i++) {
                update(target, source, level);
            }
        }
        return velocity;
    }

    /** High within structures of either anatomy, and sinking over some ten millimeters around them. */
    private Volume nearness() {
        Volume near = Volume.zeros(geometry);
        int channels = fixed.count();
        for (int i = 0; i < near.data().length; i++) {
            float sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += fixed.values()[i * channels + c] + (c < shared ? moving.values()[i * channels + c] : 0);
            }
            near.data()[i] = sum;
        }
        smooth(near.data(), 2);
        return near;
    }

    private static boolean[] above(Volume volume, float threshold) {
        boolean[] out = new boolean[volume.data().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = volume.data()[i] > threshold;
        }
        return out;
    }

    /** Where containments act, and how much: up to 1. */
    private Channels contained() {
        Channels out = fixed.smoothed(0.5);
        float[] values = out.values();
        int channels = out.count();
        for (int c = shared; c < channels; c++) {
            float emphasis = (float) plan.containments().get(c - shared).emphasis();
            for (int i = c; i < values.length; i += channels) {
                values[i] = Math.min(1, emphasis * values[i]);
            }
        }
        return out;
    }

    private void update(Channels target, Channels source, RegistrationPlan.Level level) {
        Channels warped = warp(source, velocity.exponential(SQUARINGS), i -> sampled[i]);
        VoxelVelocityField step = forces(target, warped);
        for (int axis = 0; axis < 3; axis++) {
            smooth(step.component(axis), level.fluidSigma());
            float[] v = velocity.component(axis);
            for (int i = 0; i < v.length; i++) {
                v[i] += step.component(axis)[i];
            }
            smooth(v, level.diffusionSigma());
            for (int i = 0; i < v.length; i++) {
                v[i] *= fade[i];
            }
        }
    }

    private void smooth(float[] component, double sigma) {
        GaussianFilter.smoothInPlace(new Volume(geometry, component), sigma, sigma, sigma, Workers.caller());
    }

    /** All of a map, moved. */
    static Channels warp(Channels source, VoxelDisplacementField displacement) {
        return warp(source, displacement, i -> true);
    }

    private static Channels warp(Channels source, VoxelDisplacementField displacement, IntPredicate wanted) {
        Geometry geometry = source.geometry();
        Channels out = Channels.zeros(geometry, source.count());
        float[] ux = displacement.component(0);
        float[] uy = displacement.component(1);
        float[] uz = displacement.component(2);
        for (int z = 0, i = 0; z < geometry.nz(); z++) {
            for (int y = 0; y < geometry.ny(); y++) {
                for (int x = 0; x < geometry.nx(); x++, i++) {
                    if (!wanted.test(i)) {
                        continue;
                    }
                    source.sample(x + ux[i], y + uy[i], z + uz[i], out.values(), i * source.count());
                }
            }
        }
        return out;
    }

    private VoxelVelocityField forces(Channels target, Channels warped) {
        int nx = geometry.nx();
        int ny = geometry.ny();
        int channels = target.count();
        float[] weights = new float[channels];
        for (int c = 0; c < shared; c++) {
            weights[c] = plan.sharedWeights().get(c).floatValue();
        }
        List<InclusionConstraint> containments = plan.containments();
        for (int c = shared; c < channels; c++) {
            weights[c] = (float) containments.get(c - shared).weight();
        }
        float[] f = target.values();
        float[] w = warped.values();
        float[] held = contained.values();
        VoxelVelocityField out = VoxelVelocityField.zeros(geometry);
        int sx = channels;
        int sy = channels * nx;
        int sz = sy * ny;
        for (int z = 1; z < geometry.nz() - 1; z++) {
            for (int y = 1; y < ny - 1; y++) {
                for (int x = 1; x < nx - 1; x++) {
                    int voxel = x + nx * (y + ny * z);
                    if (!pulled[voxel]) {
                        continue;
                    }
                    float px = 0;
                    float py = 0;
                    float pz = 0;
                    float norm = 0;
                    for (int c = 0; c < channels; c++) {
                        int i = voxel * channels + c;
                        float weight = weights[c];
                        float r;
                        float gx = w[i + sx] - w[i - sx];
                        float gy = w[i + sy] - w[i - sy];
                        float gz = w[i + sz] - w[i - sz];
                        if (c < shared) {
                            r = f[i] - w[i];
                            gx = 0.25f * (gx + f[i + sx] - f[i - sx]);
                            gy = 0.25f * (gy + f[i + sy] - f[i - sy]);
                            gz = 0.25f * (gz + f[i + sz] - f[i - sz]);
                        } else {
                            boolean inside = containments.get(c - shared).inside();
                            r = held[i] * (inside ? Math.max(0, CONTAINED - w[i]) : Math.min(0, 1 - CONTAINED - w[i]));
                            if (r == 0) {
                                continue;
                            }
                            gx *= 0.5f;
                            gy *= 0.5f;
                            gz *= 0.5f;
                        }
                        px += weight * r * gx;
                        py += weight * r * gy;
                        pz += weight * r * gz;
                        norm += weight * (gx * gx + gy * gy + gz * gz + 0.25f * r * r);
                    }
                    // A step is at most one voxel long: r g <= r^2 / 4 + g^2.
                    if (norm > 1e-8f) {
                        out.component(0)[voxel] = px / norm;
                        out.component(1)[voxel] = py / norm;
                        out.component(2)[voxel] = pz / norm;
                    }
                }
            }
        }
        return out;
    }

    private static float[] fadeMap(Geometry g) {
        float[] out = new float[g.voxelCount()];
        for (int z = 0, i = 0; z < g.nz(); z++) {
            for (int y = 0; y < g.ny(); y++) {
                for (int x = 0; x < g.nx(); x++, i++) {
                    int face = Math.min(
                            Math.min(Math.min(x, g.nx() - 1 - x), Math.min(y, g.ny() - 1 - y)),
                            Math.min(z, g.nz() - 1 - z));
                    out[i] = Math.min(1, face / (float) FADE);
                }
            }
        }
        return out;
    }
}
