package org.substantia.synthesis.image.render;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Bounds;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.resampling.Trilinear;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderLabels;
import org.substantia.synthesis.image.protocol.ImagingParameters;

/**
 * Carries values from the fine grid to the target grid as a scanner does: blurred in plane by its point spread,
 * averaged through the slice profile, and with the head moved by a pose of the scan's own. Linear in the values.
 * Immutable and thread-safe.
 */
final class SliceProjector {
    /** Share of the blur of a slice's edges: how much of the profile leaks to each neighboring fine slice. */
    private static final float EDGE = 0.18f;

    private final Geometry target;
    private final Geometry fine;
    private final int oversampling;
    private final Affine toFine;
    private final boolean still;
    private final float[] inPlane;
    private final float[] throughPlane;

    /**
     * @param pose where the head's millimeters lie for this scan: from a target voxel's place to the anatomy's
     * @param psfVoxels standard deviation of the in-plane point spread, in voxels
     * @param thickness slice thickness as a multiple of the slice spacing, at least 1
     */
    SliceProjector(Geometry target, int oversampling, Affine pose, double psfVoxels, double thickness) {
        this.target = target;
        this.fine = RenderLabels.fineGrid(target, oversampling);
        this.oversampling = oversampling;
        this.still = pose.equals(Affine.identity());
        this.toFine = fine.affine().inverse().compose(pose).compose(target.affine());
        this.inPlane = gaussian(psfVoxels);
        this.throughPlane = profile(oversampling * thickness, oversampling % 2 == 0);
    }

    /** The projector of one of a case's scans. */
    static SliceProjector of(Scene scene, ImagingParameters.Scan scan) {
        FineLabels labels = scene.labels();
        Geometry target = labels.target();
        return new SliceProjector(
                target,
                labels.oversampling(),
                ScanPose.of(target, scan.motion()),
                scan.resolution().psfVoxels(),
                scan.resolution().thickness());
    }

    /** The whole target grid from a whole fine one, blurred in plane already; {@code buffers} is worked in. */
    float[] image(FineBuffers buffers, Workers workers) {
        float[] image = new float[target.voxelCount()];
        project(
                buffers.painted(),
                BoundingBox.whole(fine),
                BoundingBox.whole(target),
                buffers.filtered(),
                image,
                workers);
        return image;
    }

    private static float[] gaussian(double sigma) {
        int radius = sigma < 0.05 ? 0 : (int) Math.ceil(2.5 * sigma);
        float[] w = new float[radius + 1];
        double sum = 0;
        for (int i = 0; i <= radius; i++) {
            w[i] = sigma < 0.05 ? 1 : (float) Math.exp(-0.5 * i * i / (sigma * sigma));
            sum += (i == 0 ? 1 : 2) * w[i];
        }
        for (int i = 0; i <= radius; i++) {
            w[i] /= (float) sum;
        }
        return w;
    }

    /**
     * Half of a symmetric kernel over fine slices: boxes of the two odd numbers of slices about the thickness, mixed to
     * have its variance together, or one where that has it.
     *
     * @param slices thickness in fine slices, at least 1
     * @param between whether the target's center lies between two fine slices, whose mean, by linear interpolation,
     *     adds to the variance
     */
    private static float[] profile(double slices, boolean between) {
        double variance = variance(slices) - (between ? variance(2) : 0);
        int box = 1;
        while (variance(box + 2) <= variance) {
            box += 2;
        }
        double wider = Math.max(0, (variance - variance(box)) / (variance(box + 2) - variance(box)));
        float[] kernel = profile(box);
        if (wider < 1e-6) {
            return kernel;
        }
        float[] mixed = profile(box + 2);
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] *= (float) wider;
            mixed[i] += i < kernel.length ? (float) (1 - wider) * kernel[i] : 0;
        }
        return mixed;
    }

    /** Of a box over a number of slices, which are taken as points, in slices squared. */
    private static double variance(double slices) {
        return (slices * slices - 1) / 12;
    }

    /** Of a box of an odd number of slices. */
    private static float[] profile(int box) {
        int half = box / 2 + 1;
        float[] w = new float[half + 1];
        for (int i = 0; i < half + 1; i++) {
            float left = Math.abs(i - 1) <= box / 2 ? 1 : 0;
            float here = i <= box / 2 ? 1 : 0;
            float right = i + 1 <= box / 2 ? 1 : 0;
            w[i] = (EDGE * left + (1 - 2 * EDGE) * here + EDGE * right) / box;
        }
        return w;
    }

    Geometry fine() {
        return fine;
    }

    /** The fine voxels that a target box may draw on. */
    BoundingBox fineBox(BoundingBox box) {
        return mapped(box, toFine, inPlane.length, throughPlane.length, fine);
    }

    /** The voxels of a grid around a box of another one, and a margin, as far as the grid reaches. */
    private static BoundingBox mapped(BoundingBox box, Affine map, int margin, int marginZ, Geometry grid) {
        Bounds bounds = box.centers().transformed(map);
        return new BoundingBox(
                clamp((int) Math.floor(bounds.minX()) - margin, grid.nx()),
                clamp((int) Math.floor(bounds.minY()) - margin, grid.ny()),
                clamp((int) Math.floor(bounds.minZ()) - marginZ, grid.nz()),
                clamp((int) Math.ceil(bounds.maxX()) + margin, grid.nx()),
                clamp((int) Math.ceil(bounds.maxY()) + margin, grid.ny()),
                clamp((int) Math.ceil(bounds.maxZ()) + marginZ, grid.nz()));
    }

    private static int clamp(int i, int n) {
        return Math.max(0, Math.min(n - 1, i));
    }

    /** The target voxels that a box of fine voxels may reach. */
    BoundingBox targetBox(BoundingBox fineBox) {
        return mapped(fineBox, toFine.inverse(), inPlane.length + 1, throughPlane.length / oversampling + 2, target);
    }

    /** Blurs a slice of {@code nx * ny} values in plane, in place. */
    void blurInPlane(float[] slice, int offset, int nx, int ny, float[] scratch) {
        if (inPlane.length == 1) {
            return;
        }
        int r = inPlane.length - 1;
        for (int y = 0; y < ny; y++) {
            int row = offset + y * nx;
            for (int x = 0; x < nx; x++) {
                float sum = inPlane[0] * slice[row + x];
                if (x >= r && x + r < nx) {
                    for (int i = 1; i <= r; i++) {
                        sum += inPlane[i] * (slice[row + x - i] + slice[row + x + i]);
                    }
                } else {
                    for (int i = 1; i <= r; i++) {
                        sum += inPlane[i] * (slice[row + Math.max(0, x - i)] + slice[row + Math.min(nx - 1, x + i)]);
                    }
                }
                scratch[y * nx + x] = sum;
            }
        }
        for (int y = 0; y < ny; y++) {
            int to = offset + y * nx;
            int row = y * nx;
            for (int x = 0; x < nx; x++) {
                slice[to + x] = inPlane[0] * scratch[row + x];
            }
            for (int i = 1; i <= r; i++) {
                int below = Math.max(0, y - i) * nx;
                int above = Math.min(ny - 1, y + i) * nx;
                float w = inPlane[i];
                for (int x = 0; x < nx; x++) {
                    slice[to + x] += w * (scratch[below + x] + scratch[above + x]);
                }
            }
        }
    }

    /** Blurs every slice of a box of fine values in plane, in place. */
    void blurInPlane(float[] values, BoundingBox box) {
        float[] scratch = new float[box.sizeX() * box.sizeY()];
        for (int z = 0; z < box.sizeZ(); z++) {
            blurInPlane(values, z * scratch.length, box.sizeX(), box.sizeY(), scratch);
        }
    }

    /**
     * Averages through the slice profile and moves into the scan's pose.
     *
     * @param values fine values of {@code fineBox}, blurred in plane
     * @param filtered as large as {@code values}; overwritten
     * @return values of {@code targetBox}
     */
    float[] project(
            float[] values,
            BoundingBox fineBox,
            BoundingBox targetBox,
            float[] filtered,
            float[] out,
            Workers workers) {
        int nx = fineBox.sizeX();
        int ny = fineBox.sizeY();
        int nz = fineBox.sizeZ();
        int plane = nx * ny;
        workers.forEach(nz, z -> {
            int to = z * plane;
            for (int i = 0; i < plane; i++) {
                filtered[to + i] = throughPlane[0] * values[to + i];
            }
            for (int k = 1; k < throughPlane.length; k++) {
                float w = throughPlane[k];
                int below = Math.max(0, z - k) * plane;
                int above = Math.min(nz - 1, z + k) * plane;
                for (int i = 0; i < plane; i++) {
                    filtered[to + i] += w * (values[below + i] + values[above + i]);
                }
            }
        });
        int outX = targetBox.sizeX();
        int outY = targetBox.sizeY();
        workers.forEach(targetBox.sizeZ(), z -> {
            if (still) {
                averageSlices(filtered, fineBox, targetBox, z, out);
                return;
            }
            for (int y = 0; y < outY; y++) {
                double[] start = toFine.apply(targetBox.minX(), targetBox.minY() + y, targetBox.minZ() + z);
                resampleRow(
                        filtered,
                        fineBox,
                        (float) (start[0] - fineBox.minX()),
                        (float) (start[1] - fineBox.minY()),
                        (float) (start[2] - fineBox.minZ()),
                        out,
                        outX * (y + outY * z),
                        outX);
            }
        });
        return out;
    }

    /** Without a pose the target's slice lies on a fine slice, or midway between two. */
    private void averageSlices(float[] in, BoundingBox fineBox, BoundingBox targetBox, int z, float[] out) {
        double center = (targetBox.minZ() + z) * oversampling + (oversampling - 1) / 2.0 - fineBox.minZ();
        int nz = fineBox.sizeZ();
        int low = Math.max(0, Math.min(nz - 1, (int) Math.floor(center)));
        int high = Math.max(0, Math.min(nz - 1, (int) Math.ceil(center)));
        for (int y = 0; y < targetBox.sizeY(); y++) {
            int row = targetBox.minX() - fineBox.minX() + fineBox.sizeX() * (targetBox.minY() + y - fineBox.minY());
            int a = row + low * fineBox.sizeX() * fineBox.sizeY();
            int b = row + high * fineBox.sizeX() * fineBox.sizeY();
            int to = targetBox.sizeX() * (y + targetBox.sizeY() * z);
            for (int x = 0; x < targetBox.sizeX(); x++) {
                out[to + x] = 0.5f * (in[a + x] + in[b + x]);
            }
        }
    }

    private void resampleRow(
            float[] in, BoundingBox box, float x0, float y0, float z0, float[] out, int at, int count) {
        int nx = box.sizeX();
        int ny = box.sizeY();
        int nz = box.sizeZ();
        float dx = (float) toFine.get(0, 0);
        float dy = (float) toFine.get(1, 0);
        float dz = (float) toFine.get(2, 0);
        float endX = x0 + (count - 1) * dx;
        float endY = y0 + (count - 1) * dy;
        float endZ = z0 + (count - 1) * dz;
        boolean inside = Math.min(x0, endX) >= 0
                && Math.min(y0, endY) >= 0
                && Math.min(z0, endZ) >= 0
                && Math.max(x0, endX) < nx - 1
                && Math.max(y0, endY) < ny - 1
                && Math.max(z0, endZ) < nz - 1;
        if (inside) {
            int plane = nx * ny;
            for (int x = 0; x < count; x++) {
                float px = x0 + x * dx;
                float py = y0 + x * dy;
                float pz = z0 + x * dz;
                int ix = (int) px;
                int iy = (int) py;
                int iz = (int) pz;
                int i = ix + nx * iy + plane * iz;
                out[at + x] = Trilinear.at(in, i, 1, nx, plane, px - ix, py - iy, pz - iz);
            }
            return;
        }
        for (int x = 0; x < count; x++) {
            float px = Math.max(0, Math.min(nx - 1, x0 + x * dx));
            float py = Math.max(0, Math.min(ny - 1, y0 + x * dy));
            float pz = Math.max(0, Math.min(nz - 1, z0 + x * dz));
            int ix = (int) px;
            int iy = (int) py;
            int iz = (int) pz;
            out[at + x] = Trilinear.at(
                    in,
                    ix + nx * (iy + ny * iz),
                    ix + 1 < nx ? 1 : 0,
                    iy + 1 < ny ? nx : 0,
                    iz + 1 < nz ? nx * ny : 0,
                    px - ix,
                    py - iy,
                    pz - iz);
        }
    }

    /**
     * A projector for drawing masks: hardly any blur in plane, just enough to decide where a border halves a slice -
     * for the label on the label's side of such a place, against it on the other.
     */
    static SliceProjector sharp(Geometry target, int oversampling, Affine pose) {
        return new SliceProjector(target, oversampling, pose, 0.3, 1);
    }
}
