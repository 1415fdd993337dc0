package org.substantia.diagnosis.biomarkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;

class BiomarkerIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SN_r.qsm.mean",
                "Put_l.texture.sum_entropy",
                "SNpc.nm.contrast",
                "SN.asymmetry.nm_volume",
                "SN.qsm.mean right minus left",
                "SN.qsm.nigrosome.visible asymmetry",
                "SN laterality (QSM, NM)",
                "image.nm.crus"
            })
    void everyNameIsReadAndSpeltAlike(String name) {
        assertThat(BiomarkerId.parse(name).name()).isEqualTo(name);
    }

    @Test
    void everyBiomarkerOfTheCatalogIsReadByItsName() {
        assertThat(BiomarkerCatalog.all())
                .allSatisfy(definition ->
                        assertThat(BiomarkerId.parse(definition.id().name())).isEqualTo(definition.id()));
    }

    @Test
    void aNameTellsRegionSideMeasureAndComparison() {
        assertThat(BiomarkerId.parse("SN_l.qsm.high_iron.mean"))
                .isEqualTo(BiomarkerId.of(Nucleus.SN_L, "qsm.high_iron.mean"));
        assertThat(BiomarkerId.parse("SNpc_r.volume")).isEqualTo(BiomarkerId.of(Region.SNPC, Side.RIGHT, "volume"));
        assertThat(BiomarkerId.parse("GP.asymmetry.qsm")).isEqualTo(BiomarkerId.asymmetry(Region.GP, "qsm"));
        assertThat(BiomarkerId.parse("SN.nm.mean asymmetry"))
                .isEqualTo(BiomarkerId.mean(Region.SN, "nm.mean").compared(Comparison.UNUSUAL_DIFFERENCE));
    }

    @Test
    void rejectsWhatIsNoBiomarker() {
        assertThatThrownBy(() -> BiomarkerId.parse("Hippocampus.volume")).hasMessageContaining("Hippocampus");
        assertThatThrownBy(() -> BiomarkerId.parse("SN")).hasMessageContaining("\"SN\"");
        assertThatThrownBy(() -> new BiomarkerId(Region.SN, Optional.of(Side.LEFT), "qsm.mean", Comparison.DIFFERENCE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filesHoldItsName() throws Exception {
        BiomarkerId iron = BiomarkerId.mean(Region.SN, "qsm.mean");

        assertThat(JsonFiles.line(Map.of(iron, iron))).isEqualTo("{\"SN.qsm.mean\":\"SN.qsm.mean\"}");
    }
}
