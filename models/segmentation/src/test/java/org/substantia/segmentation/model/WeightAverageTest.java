package org.substantia.segmentation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.model.RequiredEncoder;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.TinyTeacher;
import org.substantia.segmentation.plan.EncoderBranch;
import org.substantia.segmentation.plan.SegmentationPlan;

class WeightAverageTest {
    private static final SegmentationPlan PLAN = TinyPlan.plan();

    @TempDir
    private Path folder;

    @Test
    void everyWeightIsTheMeanOfTheModels() throws IOException {
        Path a = TinyTeacher.write(folder.resolve("a.safetensors"), PLAN, 1);
        Path b = TinyTeacher.write(folder.resolve("b.safetensors"), PLAN, 2);
        Path c = TinyTeacher.write(folder.resolve("c.safetensors"), PLAN, 3);

        TensorFile mean = WeightAverage.of(List.of(a, b, c), Map.of("note", "mean"));

        Map<Path, TensorFile> read = Map.of(a, SafeTensors.read(a), b, SafeTensors.read(b), c, SafeTensors.read(c));
        assertThat(mean.tensors().keySet()).isEqualTo(read.get(a).tensors().keySet());
        mean.tensors().forEach((name, tensor) -> {
            float[] values = tensor.floats();
            for (int i = 0; i < values.length; i++) {
                float sum = 0;
                for (Path file : List.of(a, b, c)) {
                    sum += read.get(file).tensors().get(name).floats()[i];
                }
                assertThat(values[i]).as(name).isCloseTo(sum / 3, within(1e-3f));
            }
        });
        assertThat(mean.metadata())
                .containsEntry("note", "mean")
                .containsEntry(
                        "substantia.averageOf",
                        ModelFiles.sha256(a) + " " + ModelFiles.sha256(b) + " " + ModelFiles.sha256(c));
    }

    @Test
    void aModelAndItselfAverageToItself() throws IOException {
        Path a = TinyTeacher.write(folder.resolve("a.safetensors"), PLAN, 1);
        assertThat(WeightAverage.of(List.of(a, a), Map.of()).tensors())
                .isEqualTo(SafeTensors.read(a).tensors());
    }

    @Test
    void theMeanIsAModelThatCanBeOpened() throws IOException {
        Path a = TinyTeacher.write(folder.resolve("a.safetensors"), PLAN, 1);
        Path b = TinyTeacher.write(folder.resolve("b.safetensors"), PLAN, 2);
        Path mean = folder.resolve("mean.safetensors");
        SafeTensors.write(mean, WeightAverage.of(List.of(a, b), Map.of()));
        try (SegmentationModel model = ModelFiles.open(mean, TinyTeacher.DEVICE)) {
            assertThat(model.plan()).isEqualTo(PLAN);
        }
    }

    @Test
    void anEncoderIsTheSameUnderAnotherName() throws IOException {
        Map<String, NamedTensor> tensors = SafeTensors.read(TinyTeacher.write(folder.resolve("m.safetensors"), PLAN, 1))
                .tensors();
        List<Path> models = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            RequiredEncoder encoder = new RequiredEncoder(
                    name,
                    "ab".repeat(32),
                    Family.DINOV2,
                    PositionRule.BICUBIC,
                    Optional.of(6),
                    Optional.of(1e-6),
                    Optional.of(Activation.GELU));
            EncoderBranch branch = new EncoderBranch(encoder, Optional.empty(), List.of(2), 384, 224);
            Path model = folder.resolve(name + ".safetensors");
            SafeTensors.write(
                    model, SegmentationModel.toFile(PLAN.withEncoder(Optional.of(branch)), tensors, Map.of()));
            models.add(model);
        }

        assertThat(WeightAverage.of(models, Map.of()).tensors()).isEqualTo(tensors);
    }

    @Test
    void refusesModelsOfDifferentPlansByName() throws IOException {
        Path a = TinyTeacher.write(folder.resolve("a.safetensors"), PLAN, 1);
        assertThatThrownBy(() -> WeightAverage.of(List.of(a, BuiltIn.PATH), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("built-in")
                .hasMessageContaining("another plan");
    }

    @Test
    void refusesWhatIsNoModelAndASingleOne() throws IOException {
        Path a = TinyTeacher.write(folder.resolve("a.safetensors"), PLAN, 1);
        Path text = Files.writeString(folder.resolve("text.safetensors"), "no model, but some text");
        assertThatThrownBy(() -> WeightAverage.of(List.of(a, text), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("text.safetensors");
        assertThatIllegalArgumentException().isThrownBy(() -> WeightAverage.of(List.of(a), Map.of()));
    }
}
