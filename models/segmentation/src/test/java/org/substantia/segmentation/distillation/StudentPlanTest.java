package org.substantia.segmentation.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.model.RequiredEncoder;
import org.substantia.learning.network.Topology;
import org.substantia.segmentation.plan.EncoderBranch;
import org.substantia.segmentation.plan.SegmentationPlan;

class StudentPlanTest {
    private static final SegmentationPlan TEACHER = SegmentationPlan.challenge();

    @TempDir
    Path folder;

    private static List<Topology.Level> levels(SegmentationPlan plan) {
        return plan.segmenter().topology().levels();
    }

    @Test
    void halfHasHalfTheChannelsAndTheRestOfTheTeacher() throws IOException {
        SegmentationPlan student = StudentPlan.of(TEACHER, "half");

        assertThat(levels(student)).extracting(Topology.Level::channels).containsExactly(16, 32, 64, 96);
        assertThat(levels(student)).extracting(Topology.Level::blocks).containsExactly(1, 1, 2, 2);
        assertThat(student.withSegmenter(TEACHER.segmenter())).isEqualTo(TEACHER);
    }

    @Test
    void shallowHasHalfTheResidualBlocks() throws IOException {
        SegmentationPlan student = StudentPlan.of(TEACHER, "shallow");

        assertThat(levels(student)).extracting(Topology.Level::channels).containsExactly(32, 64, 128, 192);
        assertThat(levels(student)).extracting(Topology.Level::blocks).containsExactly(0, 0, 1, 1);
        assertThat(student.withSegmenter(TEACHER.segmenter())).isEqualTo(TEACHER);
    }

    @Test
    void aStudentHasNoEncoderEvenIfItsTeacherHas() throws IOException {
        RequiredEncoder encoder = new RequiredEncoder(
                "model.safetensors",
                "ab".repeat(32),
                Family.DINOV2,
                PositionRule.BICUBIC,
                Optional.of(6),
                Optional.of(1e-6),
                Optional.of(Activation.GELU));
        SegmentationPlan teacher =
                TEACHER.withEncoder(Optional.of(new EncoderBranch(encoder, Optional.empty(), List.of(0, 1), 16, 160)));

        assertThat(StudentPlan.of(teacher, "half")).isEqualTo(StudentPlan.of(TEACHER, "half"));
    }

    @Test
    void readsLevelsFromAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("levels.json"), """
                [{"channels": 8, "stride": [1, 1, 1], "blocks": 0},
                 {"channels": 24, "stride": [2, 2, 1], "blocks": 1}]
                """);

        assertThat(levels(StudentPlan.of(TEACHER, file.toString())))
                .containsExactly(
                        new Topology.Level(8, List.of(1, 1, 1), 0), new Topology.Level(24, List.of(2, 2, 1), 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [{"channels": 8, "stride": [1, 1, 1], "blocks": 0}] | a network needs at least two levels
                    [FIRST, {"channels": 8, "stride": [3, 2, 1], "blocks": 0}] | does not suit the network's strides
                    [FIRST, {"channels": 0, "stride": [2, 2, 1], "blocks": 0}] | a level needs at least 1 channel
                    [FIRST, {"channels": 8, "stride": [2, 2, 1]}] | blocks
                    {"levels": 3} | is no list of levels
                    """)
    void saysWhatIsWrongWithAFile(String json, String fault) throws IOException {
        Path file = Files.writeString(
                folder.resolve("levels.json"),
                json.replace("FIRST", "{\"channels\": 8, \"stride\": [1, 1, 1], \"blocks\": 0}"));

        assertThatThrownBy(() -> StudentPlan.of(TEACHER, file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(fault)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aWordThatIsNoShapeIsTakenForAFile() {
        assertThatThrownBy(() -> StudentPlan.of(TEACHER, "quarter")).isInstanceOf(NoSuchFileException.class);
    }
}
