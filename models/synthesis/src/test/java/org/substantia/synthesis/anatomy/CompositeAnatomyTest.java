package org.substantia.synthesis.anatomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

class CompositeAnatomyTest {
    /** Its center is at world x = 1. */
    private static final Geometry SCAN = new Geometry(11, 4, 3, Affine.scaling(-2, 2, 2, 11, 0, 0));

    private static final Geometry HEAD = new Geometry(20, 4, 3, Affine.scaling(1, 2, 2, -7, 0, 0));
    private static final Geometry FINE = new Geometry(9, 4, 3, Affine.scaling(0.5, 2, 2, 2, 0, 0));

    private static final CompositeAnatomy ANATOMY = new CompositeAnatomy(
            "toy",
            "head",
            "mask",
            true,
            SCAN,
            labels(HEAD, 2, 1, 1, Tissue.SKIN.label()),
            labels(FINE, 3, 2, 1, Nucleus.STN_R.qsmLabel()),
            labels(FINE, 8, 0, 2, 1));

    private static LabelMap labels(Geometry grid, int x, int y, int z, int label) {
        byte[] labels = new byte[grid.voxelCount()];
        labels[grid.index(x, y, z)] = (byte) label;
        return LabelMap.ofBytes(grid, labels);
    }

    private static void assertOnly(LabelMap labels, int label, double x, double y, double z) {
        assertThat(labels.counts()).hasSize(1).containsEntry(label, 1);
        Geometry grid = labels.geometry();
        labels.forEachLabeled((index, any) -> {
            double[] at = grid.affine().apply(grid.x(index), grid.y(index), grid.z(index));
            assertThat(at).containsExactly(new double[] {x, y, z}, within(1e-9));
        });
    }

    @Test
    void aMirroredAnatomyHasItsSidesExchangedInPlaceAndName() {
        CompositeAnatomy mirrored = ANATOMY.mirrored();

        assertThat(mirrored.id()).isEqualTo("toy mirrored");
        assertThat(mirrored.test()).isTrue();
        assertThat(mirrored.scanGrid()).isEqualTo(SCAN);
        assertOnly(ANATOMY.tissue(), Tissue.SKIN.label(), -5, 2, 2);
        assertOnly(mirrored.tissue(), Tissue.SKIN.label(), 7, 2, 2);
        assertOnly(ANATOMY.nuclei(), Nucleus.STN_R.qsmLabel(), 3.5, 4, 2);
        assertOnly(mirrored.nuclei(), Nucleus.STN_L.qsmLabel(), -1.5, 4, 2);
        assertOnly(ANATOMY.nigra(), 1, 6, 0, 4);
        assertOnly(mirrored.nigra(), 2, -4, 0, 4);
    }

    @Test
    void mirroredTwiceItIsAsItWas() {
        CompositeAnatomy twice = ANATOMY.mirrored().mirrored();

        assertThat(twice.nuclei().geometry()).isEqualTo(FINE);
        assertThat(twice.nuclei().toIntArray()).isEqualTo(ANATOMY.nuclei().toIntArray());
        assertThat(twice.tissue().geometry()).isEqualTo(HEAD);
        assertThat(twice.tissue().toIntArray()).isEqualTo(ANATOMY.tissue().toIntArray());
    }
}
