package org.substantia.synthesis.anatomy.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.Tissue;

class HeadLabelTest {
    @Test
    void tissuesAreNumberedWithoutGaps() {
        for (int label = 0; label < Tissue.count(); label++) {
            assertThat(Tissue.ofLabel(label).orElseThrow().label()).isEqualTo(label);
        }
        assertThat(Tissue.ofLabel(Tissue.count())).isEmpty();
        assertThat(Tissue.ofLabel(-1)).isEmpty();
    }

    @Test
    void everyLabelHasACodeOfItsOwnBelow64() {
        Set<Integer> codes = new HashSet<>();
        for (HeadLabel label : HeadLabel.values()) {
            assertThat(label.code()).isBetween(0, 63);
            assertThat(codes.add(label.code())).isTrue();
            assertThat(HeadLabel.ofCode(label.code())).isSameAs(label);
        }
    }

    @Test
    void freeSurfersLowNumbersAreTheLeftSide() {
        assertThat(HeadLabel.ofNumber(11).orElseThrow().nucleus()).contains(Nucleus.CN_L);
        assertThat(HeadLabel.ofNumber(52).orElseThrow().nucleus()).contains(Nucleus.GP_R);
        assertThat(HeadLabel.ofNumber(9999)).isEmpty();
    }

    @Test
    void thePlaceOfAPutamenIsFilledFromAroundItButNotWithVessels() {
        Geometry grid = Geometry.axisAligned(9, 5, 5, 1, 1, 1);
        byte[] codes = new byte[grid.voxelCount()];
        for (int i = 0; i < codes.length; i++) {
            int x = i % 9;
            HeadLabel label = x < 2 ? HeadLabel.CORTEX_L : x < 7 ? HeadLabel.PUTAMEN_L : HeadLabel.WHITE_MATTER_L;
            codes[i] = (byte) label.code();
        }
        codes[grid.index(1, 2, 2)] = (byte) HeadLabel.VEIN.code();
        LabelMap tissue = NucleusFill.fill(LabelMap.ofBytes(grid, codes));
        assertThat(tissue.get(2, 2, 2)).isEqualTo(Tissue.CORTEX.label());
        assertThat(tissue.get(3, 2, 2)).isEqualTo(Tissue.CORTEX.label());
        assertThat(tissue.get(5, 2, 2)).isEqualTo(Tissue.WHITE_MATTER.label());
        assertThat(tissue.get(1, 2, 2)).isEqualTo(Tissue.VEIN.label());
    }
}
