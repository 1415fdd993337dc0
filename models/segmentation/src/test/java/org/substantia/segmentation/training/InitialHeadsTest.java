package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.network.ResidualUNet;
import org.substantia.learning.network.Topology;
import org.substantia.learning.tensor.Tensors;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.TinyTeacher;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;

/** What a model of two heads, whose structures are called alike, gives to one that is trained on from it. */
class InitialHeadsTest {
    private static final SegmentationPlan PLAN =
            plan(labelSet("QSM", 1, "SN_r", "SN_l"), labelSet("NM", 1, "SN_r", "SN_l"));

    @TempDir
    Path folder;

    private static LabelSet labelSet(String name, double weight, String first, String second) {
        return new LabelSet(
                name,
                List.of(
                        new LabelSet.Structure(first, 1, second, weight),
                        new LabelSet.Structure(second, 2, first, weight)));
    }

    private static SegmentationPlan plan(LabelSet nuclei, LabelSet nigra) {
        SegmentationPlan tiny = TinyPlan.plan();
        Stage stage = tiny.segmenter();
        Topology one = stage.topology();
        Topology two = new Topology(one.inputs(), one.blockSize(), one.levels(), List.of(3, 3));
        Refinement refinement = tiny.refinements().get(0);
        return new SegmentationPlan(
                SegmentationPlan.VERSION,
                tiny.modalities(),
                tiny.localizer(),
                tiny.landmarks(),
                new Stage(stage.spacing(), stage.patch(), two),
                0,
                List.of(nuclei, nigra),
                List.of(new Refinement("NM", refinement.modality(), refinement.stage())));
    }

    private InitialModel initial() throws IOException {
        return InitialModel.read(TinyTeacher.write(folder.resolve("init.safetensors"), PLAN, 5));
    }

    /** Regression: with other weights in the loss, the second head began with the rows of the first. */
    @Test
    void eachHeadKeepsItsOwnRows() throws IOException {
        InitialModel initial = initial();
        List<LabelSet> heavier = List.of(labelSet("QSM", 2, "SN_r", "SN_l"), labelSet("NM", 3, "SN_r", "SN_l"));
        try (Device cpu = new Device("cpu");
                Parameters weights =
                        new ResidualUNet(PLAN.segmenter().topology(), Precision.FP32).initialize(99, cpu)) {
            initial.restoreSegmenter(heavier, weights);

            weights.tensors().forEach((name, tensor) -> assertThat(Tensors.toFloats(tensor))
                    .as(name)
                    .isEqualTo(initial.file()
                            .tensors()
                            .get(SegmentationModel.SEGMENTER + name)
                            .floats()));
        }
    }

    /** Regression: a refinement went where the weights in the loss had changed. */
    @Test
    void aRefinementIsTakenOverWhereItsClassesMeanTheSame() throws IOException {
        InitialModel initial = initial();
        Refinement refinement = PLAN.refinements().get(0);
        try (Device cpu = new Device("cpu");
                Parameters weights =
                        new ResidualUNet(refinement.stage().topology(), Precision.FP32).initialize(99, cpu)) {
            assertThat(initial.restore(refinement, labelSet("NM", 1, "SN_l", "SN_r"), weights))
                    .as("left and right exchanged")
                    .isFalse();
            assertThat(initial.restore(refinement, labelSet("NM", 1, "A_r", "A_l"), weights))
                    .as("other structures")
                    .isFalse();
            assertThat(initial.restore(refinement, labelSet("NM", 3, "SN_r", "SN_l"), weights))
                    .isTrue();
        }
    }
}
