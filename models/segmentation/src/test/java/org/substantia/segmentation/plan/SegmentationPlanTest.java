package org.substantia.segmentation.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.anatomy.LabelScheme;

class SegmentationPlanTest {
    private static final SegmentationPlan PLAN = SegmentationPlan.challenge();

    @Test
    void isTheSameAfterItWasStored() {
        assertThat(PlanJson.read(PlanJson.write(PLAN))).isEqualTo(PLAN);
        assertThat(PlanJson.write(PLAN)).doesNotContain("\n");
    }

    /** Model files outlive the names in the code. */
    @Test
    void keysOfAStoredPlanStay() {
        assertThat(Sha256.hex(PlanJson.write(PLAN).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("2d0c06f2ba151cdd1332e6a63c35381b88b7f4e4d2ccb7b9fa996c0752250bcf");
    }

    @Test
    void namesTheFaultOfAStoredPlan() {
        String text = PlanJson.write(PLAN);
        assertThatThrownBy(() -> PlanJson.read(text.replace("\"version\":2", "\"version\":7")))
                .hasMessageContaining("version 7")
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> PlanJson.read("{}")).hasMessageContaining("no version");
        assertThatThrownBy(() -> PlanJson.read("nonsense")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlanJson.read(text.replace("\"heads\":[17,3]", "\"heads\":[16,3]")))
                .hasMessageContaining("not those of the plan");
    }

    @Test
    void readsPlansFromBeforeThereWereRefinements() {
        String text = PlanJson.write(PLAN.withRefinements(List.of()))
                .replace("\"version\":2", "\"version\":1")
                .replace(",\"refinements\":[]", "");
        assertThat(text).doesNotContain("refinements");
        assertThat(PlanJson.read(text)).isEqualTo(PLAN.withRefinements(List.of()));
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
