package org.substantia.diagnosis.biomarkers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BiomarkerTermsTest {
    private static String title(String name) {
        return BiomarkerTerms.title(BiomarkerId.parse(name));
    }

    @Test
    void titlesNameRegionMeasureAndComparison() {
        assertThat(title("SN_r.qsm.below70")).isEqualTo("SN r share below 70 ppb");
        assertThat(title("SN.qsm.mean right minus left")).isEqualTo("SN susceptibility, right minus left");
        assertThat(title("SN.nm.volume asymmetry")).isEqualTo("SN NM volume, asymmetry");
        assertThat(title("SN laterality (QSM, NM)")).isEqualTo("SN laterality (QSM, NM)");
    }

    @Test
    void unitsAreThoseThatReadersSee() {
        assertThat(BiomarkerTerms.unit(BiomarkerId.parse("SN.nm.volume"))).isEqualTo("mm\u00B3");
        assertThat(BiomarkerTerms.unit(BiomarkerId.parse("SN.qsm.mean"))).isEqualTo("ppb");
        assertThat(BiomarkerTerms.unit(BiomarkerId.parse("SN.nm.contrast"))).isEmpty();
        assertThat(BiomarkerTerms.unit(BiomarkerId.parse("SN.qsm.mean right minus left")))
                .isEqualTo("ppb");
        assertThat(BiomarkerTerms.unit(BiomarkerId.parse("SN.nm.volume asymmetry")))
                .isEqualTo("mm\u00B3");
        assertThat(BiomarkerTerms.unit(BiomarkerId.parse("SN laterality (QSM, NM)")))
                .isEmpty();
    }
}
