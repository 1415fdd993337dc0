package org.substantia.segmentation.inference;

import java.util.ArrayList;
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
        int half = leftAnswer.classes();
        int voxels = whole.voxelCount();
        float[] out = new float[labelSet.classes() * voxels];
        int nx = left.nx();
        int rows = left.ny() * left.nz();
        for (int row = 0; row < rows; row++) {
            for (int x = 0; x < whole.nx(); x++) {
                int to = row * whole.nx() + x;
                int inLeft = x + start;
                int inRight = rightStart - inLeft;
                boolean hasLeft = inLeft >= 0 && inLeft < nx;
                boolean hasRight = inRight >= 0 && inRight < nx;
                float leftBackground = hasLeft ? leftAnswer.at(0, row * nx + inLeft) : 1;
                float rightBackground = hasRight ? rightAnswer.at(0, row * nx + inRight) : 1;
                if (hasLeft && hasRight) {
                    leftBackground = Math.max(MIN_BACKGROUND, leftBackground);
                    rightBackground = Math.max(MIN_BACKGROUND, rightBackground);
                }
                float background = leftBackground * rightBackground;
                float sum = background;
                for (int k = 1; k < half; k++) {
                    float l = hasLeft ? leftAnswer.at(k, row * nx + inLeft) * rightBackground : 0;
                    float r = hasRight ? rightAnswer.at(k, row * nx + inRight) * leftBackground : 0;
                    out[leftClass[k] * voxels + to] = l;
                    out[mirror[leftClass[k]] * voxels + to] = r;
                    // Added in pairs, so that the sum is the same to the last bit in a mirrored image.
                    sum += l + r;
                }
                out[to] = background / sum;
                for (int k = 1; k < half; k++) {
                    out[leftClass[k] * voxels + to] /= sum;
                    out[mirror[leftClass[k]] * voxels + to] /= sum;
                }
            }
        }
        return new Probabilities(labelSet.classes(), voxels, out);
    }
}
