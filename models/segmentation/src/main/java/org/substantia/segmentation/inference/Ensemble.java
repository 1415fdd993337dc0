package org.substantia.segmentation.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;

/** The mean of several networks' probabilities. */
final class Ensemble implements Networks {
    private final List<Networks> members;

    Ensemble(List<Networks> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an ensemble needs at least one model");
        }
        this.members = List.copyOf(members);
        SegmentationPlan first = members.get(0).plan();
        for (int m = 1; m < members.size(); m++) {
            SegmentationPlan other = members.get(m).plan();
            if (!other.modalities().equals(first.modalities())
                    || !other.landmarks().equals(first.landmarks())
                    || !other.labelSets().equals(first.labelSets())
                    || !sameGrid(other.localizer(), first.localizer())
                    || !sameGrid(other.segmenter(), first.segmenter())
                    || other.pastMidline() != first.pastMidline()
                    || !sameRefinements(other, first)) {
                throw new IllegalArgumentException("models 1 and " + (m + 1)
                        + " differ in images, labels or grids, so their answers cannot be averaged");
            }
        }
    }

    private static boolean sameRefinements(SegmentationPlan a, SegmentationPlan b) {
        boolean same = a.refinements().size() == b.refinements().size();
        for (int i = 0; same && i < a.refinements().size(); i++) {
            Refinement one = a.refinements().get(i);
            Refinement other = b.refinements().get(i);
            same = one.labelSet().equals(other.labelSet())
                    && one.modality() == other.modality()
                    && sameGrid(one.stage(), other.stage());
        }
        return same;
    }

    private static boolean sameGrid(Stage a, Stage b) {
        boolean multiples = true;
        for (int axis = 0; axis < 3; axis++) {
            multiples &= a.topology().multiple(axis) == b.topology().multiple(axis);
        }
        return multiples && a.spacing().equals(b.spacing()) && a.patch().equals(b.patch());
    }

    @Override
    public SegmentationPlan plan() {
        return members.get(0).plan();
    }

    @Override
    public Probabilities localize(float[][] images, int nx, int ny, int nz) {
        return mean(network -> List.of(network.localize(images, nx, ny, nz))).get(0);
    }

    @Override
    public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
        return mean(network -> network.segment(images, nx, ny, nz));
    }

    @Override
    public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
        return mean(network -> List.of(network.refine(index, images, nx, ny, nz)))
                .get(0);
    }

    private List<Probabilities> mean(Function<Networks, List<Probabilities>> question) {
        List<Probabilities> sum = new ArrayList<>(question.apply(members.get(0)));
        for (Networks member : members.subList(1, members.size())) {
            List<Probabilities> answer = question.apply(member);
            for (int h = 0; h < sum.size(); h++) {
                add(sum.get(h).values(), answer.get(h).values());
            }
        }
        for (Probabilities head : sum) {
            scale(head.values(), 1f / members.size());
        }
        return sum;
    }

    static void add(float[] to, float[] values) {
        for (int i = 0; i < to.length; i++) {
            to[i] += values[i];
        }
    }

    static void scale(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }
}
