package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.Phantom;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;

class PatchSearchTest {
    private static final Geometry SLAB = new Geometry(120, 120, 14, Affine.scaling(-1.5, 1.5, 2.5, 90, -90, -18));
    private static final Geometry WHOLE = new Geometry(100, 100, 70, Affine.scaling(-2, 2, 2, 99, -99, -69));

    @Test
    void findsTheNucleiOfASlabFromItsMiddle() {
        Optional<NucleiLocation> found = search(Phantom.straight(4, -13, 3));
        assertThat(found).isPresent();
        assertThat(found.get().center()).containsExactly(new double[] {4, -13, 3}, within(2.0));
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(search(new Phantom(Phantom.straight(0, 0, 0).headToWorld(), Map.of())))
                .isEmpty();
    }

    @Test
    void suitsThinSlabsAndModelsThatTellTheLandmarks() {
        SegmentationPlan plan = Phantom.plan();
        assertThat(PatchSearch.suits(plan, SLAB)).isTrue();
        assertThat(PatchSearch.suits(plan, WHOLE)).isFalse();
        assertThat(PatchSearch.suits(plan.withLabelSets(List.of(LabelSet.of(LabelScheme.NM))), SLAB))
                .isFalse();
    }

    private static Optional<NucleiLocation> search(Phantom phantom) {
        Oracle oracle = new Oracle(phantom);
        return new PatchSearch(new FinePass(oracle, SLAB, oracle::remember), SLAB).run(Optional.empty());
    }

    /** Knows the phantom, and the grid that it was last shown. */
    private static final class Oracle implements Networks {
        private final SegmentationPlan plan = Phantom.plan();
        private final Phantom phantom;
        private Geometry shown = SLAB;

        Oracle(Phantom phantom) {
            this.phantom = phantom;
        }

        float[][] remember(Geometry grid) {
            shown = grid;
            return new float[3][grid.voxelCount()];
        }

        @Override
        public SegmentationPlan plan() {
            return plan;
        }

        @Override
        public Probabilities localize(float[][] images, int nx, int ny, int nz) {
            throw new UnsupportedOperationException("the search asks the fine network only");
        }

        @Override
        public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
            throw new UnsupportedOperationException("the search asks the fine network only");
        }

        @Override
        public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
            return plan.labelSets().stream()
                    .map(head -> phantom.classes(head, shown))
                    .toList();
        }
    }
}
