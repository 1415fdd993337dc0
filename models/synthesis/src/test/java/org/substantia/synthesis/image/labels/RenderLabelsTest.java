package org.substantia.synthesis.image.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.Tissue;

class RenderLabelsTest {
    @Test
    void labelsOnAnotherGridAreRejected() {
        Geometry target = Geometry.axisAligned(4, 4, 4, 1, 1, 2);
        LabelMap fine = LabelMap.ofBytes(RenderLabels.fineGrid(target, 2), new byte[128]);
        LabelMap coarse = LabelMap.ofBytes(target, new byte[64]);
        assertThat(new RenderLabels(target, 2, fine, fine, fine).fineGrid().nz())
                .isEqualTo(8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RenderLabels(target, 2, fine, coarse, fine))
                .withMessageContaining("nuclei labels");
    }

    @Test
    void classesOfTissuesHaveTheTissuesLabelsAndNucleiFollowThem() {
        for (Tissue tissue : Tissue.values()) {
            assertThat(RenderClass.of(tissue).code()).isEqualTo(tissue.label());
            assertThat(RenderClass.ofCode(tissue.label()).tissue()).contains(tissue);
        }
        for (Nucleus nucleus : Nucleus.values()) {
            assertThat(RenderClass.of(nucleus).code()).isEqualTo(Tissue.count() - 1 + nucleus.qsmLabel());
        }
        assertThat(RenderClass.labels()).hasSize(Tissue.count() + Nucleus.values().length);
    }

    @Test
    void aNucleusHasItsCenterWhereItsVoxelsLie() {
        Geometry target = Geometry.axisAligned(4, 4, 4, 2, 1, 1);
        byte[] nuclei = new byte[64];
        nuclei[target.index(1, 2, 3)] = 5;
        nuclei[target.index(2, 2, 3)] = 5;
        LabelMap none = LabelMap.ofBytes(target, new byte[64]);
        FineLabels labels = new FineLabels(new RenderLabels(target, 1, none, LabelMap.ofBytes(target, nuclei), none));
        assertThat(labels.center(Nucleus.GP_R)).containsExactly(3, 2, 3);
        assertThat(labels.classNear(2, 2, 3)).contains(RenderClass.GP_R);
        assertThat(labels.classNear(9, 2, 3)).isEmpty();
    }
}
