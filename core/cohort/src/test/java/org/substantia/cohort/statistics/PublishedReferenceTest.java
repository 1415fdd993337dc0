package org.substantia.cohort.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.subject.Diagnosis;

class PublishedReferenceTest {
    @Test
    void thePublishedFiguresStandInTheOrderOfTheLabels() {
        assertThat(PublishedReference.volumeCm3(Nucleus.CN_R)).isEqualTo(3.36);
        assertThat(PublishedReference.volumeCm3(Nucleus.DN_L)).isEqualTo(0.65);
        assertThat(PublishedReference.susceptibilityPpb(Nucleus.SN_L, Diagnosis.PARKINSON))
                .isEqualTo(154);
        assertThat(PublishedReference.susceptibilityPpb(Nucleus.TH_R, Diagnosis.HEALTHY))
                .isEqualTo(-12);
        assertThat(PublishedReference.nmIntensity(Nucleus.SN_R, Diagnosis.HEALTHY))
                .isEqualTo(1.040);
        assertThat(PublishedReference.nmIntensity(Nucleus.DN_R, Diagnosis.PARKINSON))
                .isEqualTo(0.972);
    }
}
