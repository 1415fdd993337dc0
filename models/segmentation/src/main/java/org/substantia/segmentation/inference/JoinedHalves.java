package org.substantia.segmentation.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;

/**
 * The grids of both halves of a head as one, and what a network of one half says of each. The halves overlap about the
 * midline: there, a voxel is background if it is background for both, and a structure of one side if it is that for one
 * half and background for the other. Immutable and safe to share.
 */
final class JoinedHalves {
    /** Background is never quite impossible, so that a voxel which both halves claim stays a question of degree. */
    private static final float MIN_BACKGROUND = 1e-6f;

    private final Geometry left;
    private final Geometry whole;
    /** The first x of the whole, in voxels of the left grid. */
    private final int start;
    /** Where voxel 0 of the right grid lies along x, in voxels of the left grid. */
    private final int rightStart;

    /**
     * @param left whose first axis runs to the left
     * @param right its mirror image, whose first axis runs to the right, with voxels that coincide with the left ones
     */
    JoinedHalves(Geometry left, Geometry right) {
        this.left = left;
        double[] corner = right.affine().apply(0, 0, 0);
        double[] first = left.affine().inverse().apply(corner[0], corner[1], corner[2]);
        this.rightStart = (int) Math.round(first[0]);
        if (Math.abs(first[0] - rightStart) > 0.01 || Math.abs(first[1]) > 0.01 || Math.abs(first[2]) > 0.01) {
            throw new IllegalArgumentException("the grids of the two halves do not coincide");
        }
        this.start = Math.min(0, rightStart - (right.nx() - 1));
        int end = Math.max(left.nx() - 1, rightStart);
        this.whole = left.crop(new BoundingBox(start, 0, 0, end, left.ny() - 1, left.nz() - 1));
    }

    /** The grid over both halves; its first axis runs to the left. */
    Geometry whole() {
        return whole;
    }

    /**
     * @param labelSets of both sides
     * @param leftAnswer one entry per label set, classes of its left half, on the left grid
     * @param rightAnswer the same on the right grid
     * @return one entry per label set on the {@link #whole} grid
     */
    List<Probabilities> join(
            List<LabelSet> labelSets, List<Probabilities> leftAnswer, List<Probabilities> rightAnswer) {
        List<Probabilities> out = new ArrayList<>();
        for (int h = 0; h < labelSets.size(); h++) {
            out.add(join(labelSets.get(h), leftAnswer.get(h), rightAnswer.get(h)));
        }
        return out;
    }

    private Probabilities join(LabelSet labelSet, Probabilities leftAnswer, Probabilities rightAnswer) {
        byte[] leftClass = labelSet.classOfLeft();
        byte[] mirror = labelSet.mirroredClasses();
        int voxels = whole.voxelCount();
        float[] out = new float[labelSet.classes() * voxels];
        float[] sum = new float[whole.nx()];
        Half leftHalf = new Half(leftAnswer, start, 1);
        Half rightHalf = new Half(rightAnswer, rightStart - start, -1);
        int rows = left.ny() * left.nz();
        for (int row = 0; row < rows; row++) {
            int to = row * whole.nx();
            leftHalf.backgrounds(row);
            rightHalf.backgrounds(row);
            for (int x = Math.max(leftHalf.low, rightHalf.low); x < Math.min(leftHalf.high, rightHalf.high); x++) {
                leftHalf.background[x] = Math.max(MIN_BACKGROUND, leftHalf.background[x]);
                rightHalf.background[x] = Math.max(MIN_BACKGROUND, rightHalf.background[x]);
            }
            for (int x = 0; x < whole.nx(); x++) {
                out[to + x] = leftHalf.background[x] * rightHalf.background[x];
                sum[x] = out[to + x];
            }
            for (int k = 1; k < leftAnswer.classes(); k++) {
                int ofLeft = leftClass[k] * voxels + to;
                int ofRight = mirror[leftClass[k]] * voxels + to;
                leftHalf.structures(k, row, rightHalf, out, ofLeft);
                rightHalf.structures(k, row, leftHalf, out, ofRight);
                for (int x = 0; x < whole.nx(); x++) {
                    // Added in pairs, so that the sum is the same to the last bit in a mirrored image.
                    sum[x] += out[ofLeft + x] + out[ofRight + x];
                }
            }
            for (int k = 0; k < labelSet.classes(); k++) {
                for (int x = 0; x < whole.nx(); x++) {
                    out[k * voxels + to + x] /= sum[x];
                }
            }
        }
        return new Probabilities(labelSet.classes(), voxels, out);
    }

    /** What one half says, along a row of the whole: row by row and class by class, as the values lie in memory. */
    private final class Half {
        private final Probabilities answer;
        /** The half's voxel at the whole's voxel 0 of a row, and the step from one to the next. */
        private final int first;

        private final int step;
        /** The whole's voxels of a row that lie in this half, from {@code low} on, before {@code high}. */
        private final int low;

        private final int high;
        /** Of the present row; 1 outside this half. */
        private final float[] background = new float[whole.nx()];

        Half(Probabilities answer, int first, int step) {
            this.answer = answer;
            this.first = first;
            this.step = step;
            int nx = left.nx();
            this.low = Math.max(0, step > 0 ? -first : first - (nx - 1));
            this.high = Math.min(whole.nx(), step > 0 ? nx - first : first + 1);
            Arrays.fill(background, 1);
        }

        void backgrounds(int row) {
            int from = row * left.nx() + first;
            for (int x = low; x < high; x++) {
                background[x] = answer.at(0, from + step * x);
            }
        }

        void structures(int k, int row, Half other, float[] out, int to) {
            int from = row * left.nx() + first;
            for (int x = low; x < high; x++) {
                out[to + x] = answer.at(k, from + step * x) * other.background[x];
            }
        }
    }
}
