package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.segmentation.Phantom;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;

class NetworksTest {
    private static final SegmentationPlan PLAN = Phantom.plan();

    @Test
    void anEnsembleGivesTheMean() {
        Networks both = Networks.averageOf(List.of(new Constant(PLAN, 0.2f), new Constant(PLAN, 0.6f)));
        float[][] images = new float[3][8];
        assertThat(both.localize(images, 2, 2, 2).values()).containsOnly(new float[] {0.4f}, within(1e-6f));
        assertThat(both.segment(images, 2, 2, 2)).hasSize(2).allSatisfy(head -> assertThat(head.values())
                .containsOnly(new float[] {0.4f}, within(1e-6f)));
    }

    @Test
    void refusesModelsWithOtherLabels() {
        SegmentationPlan other = PLAN.withLabelSets(List.of(LabelSet.of(LabelScheme.QSM)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Networks.averageOf(List.of(new Constant(PLAN, 0), new Constant(other, 0))))
                .withMessageContaining("models 1 and 2");
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.averageOf(List.of()));
    }

    @Test
    void theMirroredPatchIsSeenMirroredAndItsSidesAreExchangedBack() {
        Reading reading = new Reading();
        // Right caudate (class 1) in the first column, left caudate (class 2) in the second.
        float[][] images = {{1, 2, 1, 2}, {0, 0, 0, 0}, {0, 0, 0, 0}};
        Probabilities plain = reading.segment(images, 2, 2, 1).get(0);
        Probabilities averaged = reading.mirrored().segment(images, 2, 2, 1).get(0);

        // What reads a column as right or left by its value sees both as the other side in the mirror: the mean of
        // truth and error.
        assertThat(plain.at(1, 0)).isEqualTo(1);
        assertThat(averaged.at(1, 0)).isEqualTo(0.5f);
        assertThat(averaged.at(2, 0)).isEqualTo(0.5f);

        // What goes by the column itself gives the same answer twice.
        Probabilities byPlace =
                new ByPlace().mirrored().segment(images, 2, 2, 1).get(0);
        assertThat(byPlace.values())
                .containsExactly(new ByPlace().segment(images, 2, 2, 1).get(0).values());
    }

    private record Constant(SegmentationPlan plan, float value) implements Networks {
        @Override
        public Probabilities localize(float[][] images, int nx, int ny, int nz) {
            return constant(17, nx * ny * nz);
        }

        @Override
        public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
            return plan.labelSets().stream()
                    .map(head -> constant(head.classes(), nx * ny * nz))
                    .toList();
        }

        @Override
        public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
            return constant(3, nx * ny * nz);
        }

        private Probabilities constant(int classes, int voxels) {
            float[] values = new float[classes * voxels];
            Arrays.fill(values, value);
            return new Probabilities(classes, voxels, values);
        }
    }

    /** Takes the first image's values for classes. */
    private static final class Reading implements Networks {
        @Override
        public SegmentationPlan plan() {
            return PLAN;
        }

        @Override
        public Probabilities localize(float[][] images, int nx, int ny, int nz) {
            return classes(images[0]);
        }

        @Override
        public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
            return List.of(classes(images[0]), new Probabilities(3, 4, new float[12]));
        }

        @Override
        public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
            throw new UnsupportedOperationException("the plan has no refinement");
        }

        private static Probabilities classes(float[] image) {
            float[] values = new float[17 * image.length];
            for (int v = 0; v < image.length; v++) {
                int read = (int) image[v];
                values[read * image.length + v] = 1;
            }
            return new Probabilities(17, image.length, values);
        }
    }

    /** Right in the first column, left in the second, whatever the image. */
    private static final class ByPlace implements Networks {
        @Override
        public SegmentationPlan plan() {
            return PLAN;
        }

        @Override
        public Probabilities localize(float[][] images, int nx, int ny, int nz) {
            return Reading.classes(new float[] {1, 2, 1, 2});
        }

        @Override
        public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
            return List.of(localize(images, nx, ny, nz), new Probabilities(3, 4, new float[12]));
        }

        @Override
        public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
            throw new UnsupportedOperationException("the plan has no refinement");
        }
    }
}
