package org.substantia.segmentation.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.model.RequiredEncoder;
import org.substantia.segmentation.TinyPlan;

class SegmentationPlanTest {
    private static final SegmentationPlan PLAN = SegmentationPlan.challenge();

    @Test
    void isTheSameAfterItWasStored() {
        assertThat(PlanJson.read(PlanJson.write(PLAN))).isEqualTo(PLAN);
        assertThat(PlanJson.write(PLAN)).doesNotContain("\n");
    }

    @Test
    void anEncoderBesideTheSegmenterIsStored() {
        RequiredEncoder encoder = new RequiredEncoder(
                "model.safetensors",
                "ab".repeat(32),
                Family.DINOV2,
                PositionRule.BICUBIC,
                Optional.of(6),
                Optional.of(1e-6),
                Optional.of(Activation.GELU));
        SegmentationPlan beside = PLAN.withEncoder(
                Optional.of(new EncoderBranch(encoder, Optional.of("Apache-2.0"), List.of(2, 5, 8, 11), 384, 224)));

        assertThat(PlanJson.read(PlanJson.write(beside))).isEqualTo(beside);
        // Plans from before encoders told how they are used.
        String older =
                PlanJson.write(beside).replace(",\"heads\":6,\"normEpsilon\":1.0E-6,\"activation\":\"GELU\"", "");
        EncoderBranch branch = PlanJson.read(older).encoder().orElseThrow();
        assertThat(branch.encoder().heads()).isEmpty();
        assertThat(beside.withRefinements(List.of()).encoder()).isEqualTo(beside.encoder());
        String third = PlanJson.write(PLAN).replace("\"version\":4", "\"version\":3");
        assertThat(third).doesNotContain("encoder");
        assertThat(PlanJson.read(third)).isEqualTo(PLAN);
    }

    /** Model files outlive the names in the code. */
    @Test
    void keysOfAStoredPlanStay() {
        String third = PlanJson.write(PLAN).replace("\"version\":4", "\"version\":3");
        assertThat(Sha256.hex(third.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("ac6dee9eba85a06f14897b4c9cb24828dbe6293775efaf3a39374de1b79672ed");
    }

    @Test
    void namesTheFaultOfAStoredPlan() {
        String text = PlanJson.write(PLAN);
        assertThatThrownBy(() -> PlanJson.read(text.replace("\"version\":4", "\"version\":7")))
                .hasMessageContaining("version 7")
                .hasMessageContaining("version 4");
        assertThatThrownBy(() -> PlanJson.read("{}")).hasMessageContaining("no version");
        assertThatThrownBy(() -> PlanJson.read("nonsense")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlanJson.read(text.replace("\"heads\":[9,2]", "\"heads\":[17,3]")))
                .hasMessageContaining("not those of the plan");
    }

    @Test
    void readsPlansFromBeforeThereWereRefinementsAndHalves() {
        SegmentationPlan old = TinyPlan.plan().withRefinements(List.of());
        String second =
                PlanJson.write(old).replace("\"version\":4", "\"version\":2").replace("\"pastMidline\":0,", "");
        assertThat(second).doesNotContain("pastMidline");
        assertThat(PlanJson.read(second)).isEqualTo(old);
        String first = second.replace("\"version\":2", "\"version\":1").replace(",\"refinements\":[]", "");
        assertThat(first).doesNotContain("refinements");
        assertThat(PlanJson.read(first)).isEqualTo(old);
    }

    @Test
    void aSegmenterOfOneHalfKnowsTheLeftStructures() {
        assertThat(PLAN.seesOneSide()).isTrue();
        assertThat(PLAN.wholePatch()).containsExactly(128, 160, 44);
        LabelSet half = PLAN.segmenterLabelSets().get(0);
        assertThat(half.structures())
                .extracting(LabelSet.Structure::name)
                .containsExactly("CN_l", "Put_l", "GP_l", "TH_l", "STN_l", "SN_l", "RN_l", "DN_l");
        byte[] left = PLAN.labelSets().get(0).classOfLeft();
        for (int k = 1; k < left.length; k++) {
            assertThat(PLAN.labelSets().get(0).structures().get(left[k] - 1).name())
                    .isEqualTo(half.structures().get(k - 1).name());
        }
        LabelSet paired = new LabelSet(
                "QSM", List.of(new LabelSet.Structure("A_r", 1, "A_l", 1), new LabelSet.Structure("A_l", 2, "A_r", 1)));
        assertThat(PLAN.withLabelSets(List.of(paired)).segmenter().topology().heads())
                .containsExactly(2);
    }

    @Test
    void aRefinementBelongsToALabelSetOfThePlan() {
        Refinement refinement = PLAN.refinements().get(0);
        assertThat(PLAN.indexOf(refinement)).isEqualTo(1);
        assertThatThrownBy(() ->
                        PLAN.withRefinements(List.of(new Refinement("QSM", refinement.modality(), refinement.stage()))))
                .hasMessageContaining("refinement of QSM");
        assertThat(PLAN.withLabelSets(List.of(PLAN.labelSets().get(0))).refinements())
                .isEmpty();
    }

    @Test
    void labelsAreTheSameWhateverTheirWeight() {
        LabelSet nm = PLAN.labelSets().get(1);
        assertThat(PLAN.withLabelSets(List.of(PLAN.labelSets().get(0), nm.unweighted()))
                        .hasLabelsOf(PLAN))
                .isTrue();
        assertThat(PLAN.withLabelSets(List.of(nm)).hasLabelsOf(PLAN)).isFalse();
        List<LabelSet.Structure> renumbered = new ArrayList<>(nm.structures());
        LabelSet.Structure first = renumbered.get(0);
        renumbered.set(0, new LabelSet.Structure(first.name(), 7, first.mirror(), first.weight()));
        assertThat(PLAN.withLabelSets(List.of(PLAN.labelSets().get(0), new LabelSet("NM", renumbered)))
                        .hasLabelsOf(PLAN))
                .isFalse();
    }

    /** Regression: label sets were compared with their weights and labels, which a network does not know. */
    @Test
    void aRefinementStaysWhereItsClassesMeanTheSame() {
        LabelSet nm = PLAN.labelSets().get(1);
        assertThat(PLAN.withLabelSets(List.of(nm.unweighted())).refinements()).isEqualTo(PLAN.refinements());
        List<LabelSet.Structure> turned = new ArrayList<>(nm.structures());
        Collections.reverse(turned);
        assertThat(PLAN.withLabelSets(List.of(new LabelSet("NM", turned))).refinements())
                .isEmpty();
    }

    @Test
    void knowsWhichStructuresAnotherModelLacks() {
        LabelSet other = new LabelSet(
                "QSM", List.of(new LabelSet.Structure("CN_l", 1, "CN_l", 1), new LabelSet.Structure("X", 2, "X", 1)));
        SegmentationPlan changed = PLAN.withLabelSets(List.of(other));
        assertThat(changed.structuresBeyond(PLAN)).containsExactly("X");
        assertThat(PLAN.structuresBeyond(PLAN)).isEmpty();
        assertThat(PLAN.structuresBeyond(changed)).startsWith("Put_l").doesNotContain("CN_l");
    }

    @Test
    void labelSetsFollowTheChallenge() {
        LabelSet qsm = LabelSet.of(LabelScheme.QSM);
        assertThat(qsm.classes()).isEqualTo(17);
        assertThat(qsm.structures().get(10).name()).isEqualTo("SN_r");
        assertThat(qsm.structures().get(10).weight()).isEqualTo(1.5);
        assertThat(qsm.classOfLabel()[16]).isEqualTo((byte) 16);
        assertThat(qsm.classOfLabel()[17]).isZero();
        byte[] mirror = qsm.mirroredClasses();
        for (int c = 0; c < mirror.length; c++) {
            assertThat(mirror[mirror[c]]).isEqualTo((byte) c);
        }
        assertThat(mirror[0]).isZero();
        assertThat(mirror[1]).isEqualTo((byte) 2);
    }

    @Test
    void otherLabelSetsChangeTheLastLayerOnly() {
        LabelSet other = new LabelSet("QSM", List.of(new LabelSet.Structure("CN_r", 36, "CN_r", 1)));
        SegmentationPlan changed = PLAN.withLabelSets(List.of(other));
        assertThat(changed.segmenter().topology().heads()).containsExactly(2);
        // An unpaired structure is learned from both halves at once.
        assertThat(changed.seesOneSide()).isFalse();
        assertThat(changed.segmenter().patch()).containsExactly(128, 160, 44);
        assertThat(changed.localizer()).isEqualTo(PLAN.localizer());
        assertThat(changed.segmenter().topology().levels())
                .isEqualTo(PLAN.segmenter().topology().levels());
    }

    @Test
    void readsLabelSetsFromAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("labels.json");
        Files.writeString(
                file,
                "[{\"name\": \"QSM\", \"structures\": [{\"name\": \"CN_r\", \"label\": 36, \"mirror\": \"CN_l\"},"
                        + "{\"name\": \"CN_l\", \"label\": 37, \"mirror\": \"CN_r\", \"weight\": 2}]}]");
        LabelSet labelSet = LabelSetFile.read(file).get(0);
        assertThat(labelSet.structures())
                .containsExactly(
                        new LabelSet.Structure("CN_r", 36, "CN_l", 1), new LabelSet.Structure("CN_l", 37, "CN_r", 2));

        Files.writeString(
                file,
                "[{\"name\": \"QSM\", \"structures\": [{\"name\": \"CN_r\", \"label\": 36, \"mirror\": \"X\"}]}]");
        assertThatThrownBy(() -> LabelSetFile.read(file))
                .hasMessageContaining("labels.json")
                .hasMessageContaining("X");
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> LabelSetFile.read(file)).hasMessageContaining("should be a list of label sets");
    }
}
