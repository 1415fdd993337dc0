package org.substantia.cohort;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.substantia.cohort.layout.CohortException;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

class MaskPlacementTest {
    private static final Geometry IMAGE = new Geometry(20, 20, 20, Affine.scaling(2, 2, 2, -120, -100, -80));

    private static LabelMap mask(Geometry grid) {
        byte[] labels = new byte[grid.voxelCount()];
        labels[grid.index(2, 3, 4)] = 1;
        labels[grid.index(3, 3, 4)] = 2;
        return LabelMap.ofBytes(grid, labels);
    }

    private static void require(Geometry grid) throws CohortException {
        MaskPlacement.require("QSM_mask.nii.gz", mask(grid), "QSM.nii.gz", IMAGE);
    }

    @Test
    void acceptsMasksOnTheirImagesGridOrOnAnotherThatLiesInside() {
        assertThatCode(() -> require(IMAGE)).doesNotThrowAnyException();
        assertThatCode(() -> require(new Geometry(10, 10, 10, Affine.scaling(1, 1, 1, -110, -90, -70))))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesMasksThatLostTheirHeader() {
        assertThatThrownBy(() -> require(new Geometry(20, 20, 20, Affine.identity())))
                .isInstanceOf(CohortException.class)
                .hasMessageStartingWith("QSM_mask.nii.gz: lies on another grid than QSM.nii.gz: ")
                .hasMessageContaining("save it with the header of its image");
    }

    @Test
    void refusesMasksThatLieOutside() {
        assertThatThrownBy(() -> require(new Geometry(10, 10, 10, Affine.identity())))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("0 of its 2 labeled voxels lie inside the image");
    }
}
