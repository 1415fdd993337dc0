package org.substantia.segmentation.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.learning.network.Topology;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.TinyTeacher;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;

class StudentStartTest {
    private static final SegmentationPlan TEACHER = TinyPlan.plan();

    @TempDir
    Path folder;

    private TensorFile start(SegmentationPlan plan, long seed, String name) throws IOException {
        Path teacher = TinyTeacher.write(folder.resolve("teacher"), TEACHER, 7);
        Path file = folder.resolve(name);
        StudentStart.write(teacher, plan, seed, file);
        return SafeTensors.read(file);
    }

    @Test
    void aStudentOfTheTeachersShapeIsTheTeacher() throws IOException {
        TensorFile student = start(TEACHER, 1, "student");
        TensorFile teacher = SafeTensors.read(folder.resolve("teacher"));

        assertThat(student.tensors().keySet()).isEqualTo(teacher.tensors().keySet());
        teacher.tensors().forEach((name, tensor) -> assertThat(
                        student.tensors().get(name).floats())
                .as(name)
                .isEqualTo(tensor.floats()));
    }

    @Test
    void aNarrowStudentTakesTheLocalizerAndTheRefinementAsTheyAre() throws IOException {
        SegmentationPlan half = StudentPlan.of(TEACHER, "half");
        TensorFile student = start(half, 1, "student");
        TensorFile teacher = SafeTensors.read(folder.resolve("teacher"));

        teacher.tensors().forEach((name, tensor) -> {
            if (name.startsWith(SegmentationModel.SEGMENTER)) {
                assertThat(student.tensors()).containsKey(name);
            } else {
                assertThat(student.tensors().get(name).floats()).as(name).isEqualTo(tensor.floats());
            }
        });
        assertThat(student.tensors().get("segmenter.head0.bias").floats())
                .isEqualTo(teacher.tensors().get("segmenter.head0.bias").floats());
        try (SegmentationModel model = ModelFiles.open(folder.resolve("student"), TinyTeacher.DEVICE)) {
            assertThat(model.plan()).isEqualTo(half);
        }
    }

    @Test
    void whatTheTeacherLacksBeginsAtRandomByTheSeed() throws IOException {
        Topology fine = TEACHER.segmenter().topology();
        List<Topology.Level> deeper = List.of(
                fine.levels().get(0), new Topology.Level(8, fine.levels().get(1).stride(), 2));
        SegmentationPlan plan = TEACHER.withSegmenter(new Stage(
                TEACHER.segmenter().spacing(),
                TEACHER.segmenter().patch(),
                new Topology(fine.inputs(), fine.blockSize(), deeper, fine.heads())));

        float[] one = start(plan, 1, "one")
                .tensors()
                .get("segmenter.encoder1.1.first.weight")
                .floats();
        float[] other = start(plan, 2, "other")
                .tensors()
                .get("segmenter.encoder1.1.first.weight")
                .floats();
        start(plan, 1, "again");

        assertThat(one).isNotEqualTo(other);
        assertThat(Files.readAllBytes(folder.resolve("again"))).isEqualTo(Files.readAllBytes(folder.resolve("one")));
    }
}
