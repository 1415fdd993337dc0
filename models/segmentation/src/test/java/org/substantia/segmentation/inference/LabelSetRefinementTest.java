package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.learning.network.Topology;
import org.substantia.segmentation.Phantom;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;

class LabelSetRefinementTest {
    private static final int SIZE = 28;
    private static final Geometry PATCH = new Geometry(44, 52, 44, Affine.scaling(-2, 2, 2, 44, -52, -44));

    private static SegmentationPlan plan() {
        List<Topology.Level> levels =
                List.of(new Topology.Level(4, List.of(1, 1, 1), 0), new Topology.Level(4, List.of(2, 2, 2), 0));
        Topology topology = new Topology(3, List.of(1, 1, 1), levels, List.of(3));
        Stage stage = new Stage(List.of(2.0, 2.0, 2.0), List.of(SIZE, SIZE, SIZE), topology);
        return Phantom.plan().withRefinements(List.of(new Refinement("NM", Modality.NM, stage)));
    }

    /** Answers with the truth of the grid that it was last shown. */
    private static final class Oracle implements Networks {
        private final Phantom truth;
        private Geometry shown = PATCH;

        Oracle(Phantom truth) {
            this.truth = truth;
        }

        float[][] remember(Geometry grid) {
            shown = grid;
            return new float[3][grid.voxelCount()];
        }

        @Override
        public SegmentationPlan plan() {
            return LabelSetRefinementTest.plan();
        }

        @Override
        public Probabilities localize(float[][] images, int nx, int ny, int nz) {
            throw new UnsupportedOperationException("a refinement asks its own network only");
        }

        @Override
        public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
            throw new UnsupportedOperationException("a refinement asks its own network only");
        }

        @Override
        public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
            assertThat(List.of(nx, ny, nz)).containsExactly(SIZE, SIZE, SIZE);
            return truth.classes(plan().labelSets().get(1), shown);
        }
    }

    @Test
    void putsWhatTheCloseLookSaysInItsPlace() {
        Phantom truth = Phantom.straight(0, 0, 0);
        LabelSet head = plan().labelSets().get(1);
        List<Probabilities> rough = List.of(
                truth.classes(plan().labelSets().get(0), PATCH),
                Phantom.straight(2, -2, 0).classes(head, PATCH));
        Oracle oracle = new Oracle(truth);

        List<Probabilities> refined =
                new LabelSetRefinement(oracle, oracle::remember).apply(Set.of(Modality.NM), PATCH, rough);

        assertThat(refined.get(0)).isSameAs(rough.get(0));
        byte[] wanted = truth.classes(head, PATCH).mostLikely();
        byte[] found = refined.get(1).mostLikely();
        int structure = 0;
        int wrong = 0;
        for (int v = 0; v < wanted.length; v++) {
            structure += wanted[v] != 0 ? 1 : 0;
            wrong += wanted[v] != found[v] ? 1 : 0;
        }
        assertThat(structure).isGreaterThan(20);
        assertThat(wrong).isZero();
    }

    @Test
    void withoutItsImageAHeadStaysAsItIs() {
        Phantom truth = Phantom.straight(0, 0, 0);
        List<Probabilities> rough = plan().labelSets().stream()
                .map(head -> truth.classes(head, PATCH))
                .toList();
        Oracle oracle = new Oracle(truth);
        assertThat(new LabelSetRefinement(oracle, oracle::remember)
                        .apply(Set.of(Modality.T1), PATCH, rough)
                        .get(1))
                .isSameAs(rough.get(1));
    }

    @Test
    void whatWasNotFoundIsNotRefined() {
        LabelSet head = plan().labelSets().get(1);
        float[] background = new float[head.classes() * PATCH.voxelCount()];
        Arrays.fill(background, 0, PATCH.voxelCount(), 1);
        Probabilities nothing = new Probabilities(head.classes(), PATCH.voxelCount(), background);
        Oracle oracle = new Oracle(Phantom.straight(0, 0, 0));
        assertThat(new LabelSetRefinement(oracle, oracle::remember)
                        .apply(Set.of(Modality.NM), PATCH, List.of(nothing, nothing))
                        .get(1))
                .isSameAs(nothing);
    }
}
