package org.substantia.scoring.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OverlapMetricsTest {
    @Test
    void computesEveryMetricFromTheThreeCounts() {
        OverlapMetrics overlap = new OverlapMetrics(8, 4, 3);

        assertThat(overlap.dice()).isEqualTo(0.5);
        assertThat(overlap.jaccard()).isEqualTo(3.0 / 9);
        assertThat(overlap.volumeSimilarity()).isEqualTo(1 - 4.0 / 12);
        assertThat(overlap.sensitivity()).isEqualTo(3.0 / 8);
        assertThat(overlap.precision()).isEqualTo(0.75);
    }

    @Test
    void twoEmptyMasksAgreeFully() {
        OverlapMetrics overlap = new OverlapMetrics(0, 0, 0);

        assertThat(overlap.dice()).isEqualTo(1);
        assertThat(overlap.jaccard()).isEqualTo(1);
        assertThat(overlap.volumeSimilarity()).isEqualTo(1);
        assertThat(overlap.sensitivity()).isEqualTo(1);
        assertThat(overlap.precision()).isEqualTo(1);
    }

    @Test
    void oneEmptyMaskAgreesNotAtAll() {
        for (OverlapMetrics overlap : new OverlapMetrics[] {new OverlapMetrics(5, 0, 0), new OverlapMetrics(0, 5, 0)}) {
            assertThat(overlap.dice()).isZero();
            assertThat(overlap.jaccard()).isZero();
            assertThat(overlap.volumeSimilarity()).isZero();
            assertThat(overlap.sensitivity()).isZero();
            assertThat(overlap.precision()).isZero();
        }
    }

    @Test
    void countsThatFillTheLargestGridDoNotOverflow() {
        int all = Integer.MAX_VALUE - 8;

        assertThat(new OverlapMetrics(all, all, all).dice()).isEqualTo(1);
        assertThat(new OverlapMetrics(all, all, all).jaccard()).isEqualTo(1);
    }

    @Test
    void refusesMoreSharedVoxelsThanAMaskHas() {
        assertThatIllegalArgumentException().isThrownBy(() -> new OverlapMetrics(2, 5, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new OverlapMetrics(2, 5, -1));
    }
}
