package org.substantia.segmentation.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.tensor.Tensors;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.TinyTeacher;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.SpaceToDepth;

@Tag("slow")
class TeacherEnsembleTest {
    private static final SegmentationPlan PLAN = TinyPlan.plan();

    @TempDir
    Path folder;

    private static float[][] images() {
        RandomStream random = new RandomStream(3);
        float[][] images = new float[2][PLAN.segmenter().voxels()];
        for (float[] image : images) {
            for (int i = 0; i < image.length; i++) {
                image[i] = (float) random.nextGaussian();
            }
        }
        return images;
    }

    /** What the networks that predict say of the same patch, on the teacher's rows. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isTheMeanThatPredictionTakes(boolean mirrored) throws IOException {
        Path one = TinyTeacher.write(folder.resolve("one"), PLAN, 1);
        Path two = TinyTeacher.write(folder.resolve("two"), PLAN, 20);
        SpaceToDepth layout = SpaceToDepth.of(
                PLAN.segmenter().patch(), PLAN.segmenter().topology().blockSize());
        try (SegmentationModel first = ModelFiles.open(one, TinyTeacher.DEVICE);
                SegmentationModel second = ModelFiles.open(two, TinyTeacher.DEVICE);
                TeacherEnsemble teacher = TeacherEnsemble.open(List.of(one, two), mirrored, TinyTeacher.DEVICE);
                PointerScope scope = new PointerScope()) {
            Networks both = Networks.averageOf(List.of(Networks.of(first), Networks.of(second)));
            Probabilities expected = (mirrored ? both.mirrored() : both)
                    .segment(images(), layout.nx(), layout.ny(), layout.nz())
                    .get(0);

            List<Tensor> heads = teacher.probabilities(Tensors.of(layout.toChannels(images()), layout.inputShape(2))
                    .permute(0, 4, 1, 2, 3));

            assertThat(heads).hasSize(1);
            assertThat(heads.get(0).requires_grad()).isFalse();
            float[] rows = Tensors.toFloats(heads.get(0));
            int voxel = 0;
            for (int z = 0; z < layout.nz(); z++) {
                for (int y = 0; y < layout.ny(); y++) {
                    for (int x = 0; x < layout.nx(); x++, voxel++) {
                        for (int c = 0; c < 3; c++) {
                            assertThat(rows[c * layout.voxels() + layout.row(x, y, z)])
                                    .isCloseTo(expected.at(c, voxel), within(1e-5f));
                        }
                    }
                }
            }
            assertThat(teacher.digests()).containsExactly(first.sha256(), second.sha256());
        }
    }

    @Test
    void refusesModelsOfOtherSpacing() throws IOException {
        Stage fine = PLAN.segmenter();
        SegmentationPlan other = PLAN.withRefinements(List.of())
                .withSegmenter(new Stage(List.of(1.0, 1.0, 1.5), fine.patch(), fine.topology()));
        refuses(other.withRefinements(List.of(new Refinement(
                "QSM",
                PLAN.modalities().get(0),
                new Stage(List.of(1.0, 1.0, 1.5), List.of(32, 16, 8), fine.topology())))));
    }

    @Test
    void refusesModelsOfOtherLabels() throws IOException {
        LabelSet other = new LabelSet(
                "QSM",
                List.of(new LabelSet.Structure("RN_r", 1, "RN_l", 1), new LabelSet.Structure("RN_l", 2, "RN_r", 1)));
        refuses(new SegmentationPlan(
                PLAN.version(),
                PLAN.modalities(),
                PLAN.localizer(),
                PLAN.landmarks(),
                PLAN.segmenter(),
                PLAN.pastMidline(),
                List.of(other),
                PLAN.refinements()));
    }

    private void refuses(SegmentationPlan other) throws IOException {
        Path first = TinyTeacher.write(folder.resolve("first"), PLAN, 1);
        Path second = TinyTeacher.write(folder.resolve("second"), other, 1);
        assertThatThrownBy(() -> TeacherEnsemble.open(List.of(first, second), false, TinyTeacher.DEVICE))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(second + ": differs from the first teacher, " + first)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFileThatIsNoModelGetsOneLine() throws IOException {
        Path file = Files.write(folder.resolve("cut.safetensors"), new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
        assertThatThrownBy(() -> TeacherEnsemble.open(List.of(file), false, TinyTeacher.DEVICE))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageNotContaining("\n");
    }
}
