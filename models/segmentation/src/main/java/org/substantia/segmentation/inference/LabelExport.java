package org.substantia.segmentation.inference;

import java.util.Optional;
import java.util.function.Supplier;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;

/**
 * Brings what a network says of a patch onto an image's grid. Where the patch's voxels are the image's, the most likely
 * class is taken as it is; elsewhere the probabilities are interpolated linearly and the most likely class is taken
 * after that, which keeps surfaces smooth. A voxel that is as much a structure's as its twin's on the other side lies
 * on the midline and belongs to neither.
 */
final class LabelExport {
    private static final double SAME_MM = 0.02;
    /** Corners that are background by this much cannot hold a structure between them. */
    private static final float SURELY_BACKGROUND = 0.99f;

    /** Probabilities this close are the same: bfloat16 keeps no more digits. */
    private static final float TIE = 0.01f;

    private LabelExport() {}

    /**
     * @param head whose classes they are
     * @param patch that the probabilities lie on
     * @param output grid of the labels
     */
    static LabelMap labels(
            LabelSet head, Probabilities probabilities, Geometry patch, Geometry output, Workers workers) {
        byte[] labelOf = new byte[head.classes()];
        for (int k = 0; k < head.structures().size(); k++) {
            labelOf[k + 1] = (byte) head.structures().get(k).label();
        }
        byte[] out = new byte[output.voxelCount()];
        Affine toPatch = patch.affine().inverse().compose(output.affine());
        if (sharesVoxels(patch, output)) {
            paste(probabilities, labelOf, patch, output, out);
        } else {
            reached(patch, output)
                    .ifPresent(box -> interpolate(
                            () -> new Blend(probabilities, head.mirroredClasses(), patch),
                            labelOf,
                            output,
                            toPatch,
                            box,
                            out,
                            workers));
        }
        return LabelMap.ofBytes(output, out);
    }

    /** Whether the patch's voxels are voxels of the output, axes in any order and direction. */
    private static boolean sharesVoxels(Geometry patch, Geometry output) {
        Affine toOutput = output.affine().inverse().compose(patch.affine());
        for (int corner = 0; corner < 8; corner++) {
            double x = (corner & 1) * (patch.nx() - 1);
            double y = (corner >> 1 & 1) * (patch.ny() - 1);
            double z = (corner >> 2) * (patch.nz() - 1);
            double[] at = toOutput.apply(x, y, z);
            for (int axis = 0; axis < 3; axis++) {
                if (Math.abs(at[axis] - Math.rint(at[axis])) * output.spacing(axis) > SAME_MM) {
                    return false;
                }
            }
        }
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                double step = Math.abs(toOutput.get(row, column));
                if (Math.abs(step - Math.rint(step)) > 0.01 || step > 1.5) {
                    return false;
                }
            }
        }
        return true;
    }

    private static void paste(
            Probabilities probabilities, byte[] labelOf, Geometry patch, Geometry output, byte[] out) {
        Affine toOutput = output.affine().inverse().compose(patch.affine());
        byte[] classes = probabilities.mostLikely();
        int v = 0;
        for (int z = 0; z < patch.nz(); z++) {
            for (int y = 0; y < patch.ny(); y++) {
                for (int x = 0; x < patch.nx(); x++, v++) {
                    if (classes[v] != 0) {
                        int ox = (int) Math.rint(toOutput.applyX(x, y, z));
                        int oy = (int) Math.rint(toOutput.applyY(x, y, z));
                        int oz = (int) Math.rint(toOutput.applyZ(x, y, z));
                        if (output.contains(ox, oy, oz)) {
                            out[output.index(ox, oy, oz)] = labelOf[classes[v]];
                        }
                    }
                }
            }
        }
    }

    /** The output's voxels that the patch may reach. */
    private static Optional<BoundingBox> reached(Geometry patch, Geometry output) {
        Affine toOutput = output.affine().inverse().compose(patch.affine());
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int corner = 0; corner < 8; corner++) {
            double[] at = toOutput.apply(
                    (corner & 1) == 0 ? -0.5 : patch.nx() - 0.5,
                    (corner & 2) == 0 ? -0.5 : patch.ny() - 0.5,
                    (corner & 4) == 0 ? -0.5 : patch.nz() - 0.5);
            for (int axis = 0; axis < 3; axis++) {
                low[axis] = Math.min(low[axis], at[axis]);
                high[axis] = Math.max(high[axis], at[axis]);
            }
        }
        int[] first = new int[3];
        int[] last = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            first[axis] = (int) Math.max(0, Math.ceil(low[axis]));
            last[axis] = (int) Math.min(output.size(axis) - 1, Math.floor(high[axis]));
            if (first[axis] > last[axis]) {
                return Optional.empty();
            }
        }
        return Optional.of(new BoundingBox(first[0], first[1], first[2], last[0], last[1], last[2]));
    }

    private static void interpolate(
            Supplier<Blend> blends,
            byte[] labelOf,
            Geometry output,
            Affine toPatch,
            BoundingBox box,
            byte[] out,
            Workers workers) {
        workers.forEach(box.sizeZ(), slice -> {
            Blend blend = blends.get();
            int z = box.minZ() + slice;
            for (int y = box.minY(); y <= box.maxY(); y++) {
                for (int x = box.minX(); x <= box.maxX(); x++) {
                    int best = blend.bestAt(toPatch.applyX(x, y, z), toPatch.applyY(x, y, z), toPatch.applyZ(x, y, z));
                    if (best != 0) {
                        out[output.index(x, y, z)] = labelOf[best];
                    }
                }
            }
        });
    }

    /** The most likely class between voxels; one a thread. */
    private static final class Blend {
        private final float[] values;
        private final int voxels;
        private final byte[] mirror;
        private final Geometry patch;
        private final int[] corners = new int[8];
        private final float[] weights = new float[8];

        /** @param mirror the class of the other side for each class */
        Blend(Probabilities probabilities, byte[] mirror, Geometry patch) {
            this.values = probabilities.values();
            this.voxels = probabilities.voxels();
            this.mirror = mirror;
            this.patch = patch;
        }

        int bestAt(double x, double y, double z) {
            if (!(x >= -0.5 && y >= -0.5 && z >= -0.5)
                    || x > patch.nx() - 0.5
                    || y > patch.ny() - 0.5
                    || z > patch.nz() - 0.5) {
                return 0;
            }
            int x0 = (int) Math.floor(x);
            int y0 = (int) Math.floor(y);
            int z0 = (int) Math.floor(z);
            float fx = (float) (x - x0);
            float fy = (float) (y - y0);
            float fz = (float) (z - z0);
            boolean sure = true;
            for (int corner = 0; corner < 8; corner++) {
                int cx = clamp(x0 + (corner & 1), patch.nx());
                int cy = clamp(y0 + (corner >> 1 & 1), patch.ny());
                int cz = clamp(z0 + (corner >> 2), patch.nz());
                corners[corner] = patch.index(cx, cy, cz);
                weights[corner] = ((corner & 1) == 0 ? 1 - fx : fx)
                        * ((corner & 2) == 0 ? 1 - fy : fy)
                        * ((corner & 4) == 0 ? 1 - fz : fz);
                sure &= values[corners[corner]] > SURELY_BACKGROUND;
            }
            return sure ? 0 : best();
        }

        private int best() {
            int best = 0;
            float most = -1;
            for (int c = 0; c < mirror.length; c++) {
                float p = probability(c);
                if (p > most) {
                    most = p;
                    best = c;
                }
            }
            return mirror[best] != best && most - probability(mirror[best]) < TIE ? 0 : best;
        }

        private float probability(int c) {
            int offset = c * voxels;
            float p = 0;
            for (int corner = 0; corner < 8; corner++) {
                p += weights[corner] * values[offset + corners[corner]];
            }
            return p;
        }

        private static int clamp(int index, int size) {
            return Math.max(0, Math.min(size - 1, index));
        }
    }
}
