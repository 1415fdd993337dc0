package org.substantia.foundation.roi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

class RoiCropperTest {
    private static final Geometry GRID = new Geometry(80, 90, 30, Affine.scaling(1, 1, 2, -40.2, -44.7, -30.1));
    private static final GrayScale SCALE = new GrayScale(0, 255);
    private static final RoiCropper CROPPER = new RoiCropper(RoiCropper.Nuclei.SHOWN);

    /** Two blocks at either side of x = 40 and about y = 45, z = 15. */
    private static LabelMap nigrae() {
        byte[] labels = new byte[GRID.voxelCount()];
        for (int z = 13; z <= 17; z++) {
            for (int y = 42; y <= 48; y++) {
                for (int x = 5; x <= 9; x++) {
                    labels[GRID.index(40 + x, y, z)] = (byte) Nucleus.SN_R.qsmLabel();
                    labels[GRID.index(40 - x, y, z)] = (byte) Nucleus.SN_L.qsmLabel();
                }
            }
        }
        return LabelMap.ofBytes(GRID, labels);
    }

    /** Rises along x, to the back, and by three shades a slice upwards. */
    private static Volume ramp() {
        Volume image = Volume.zeros(GRID);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = 10 + GRID.x(i) + 2 * (89 - GRID.y(i)) / 4f + 3 * GRID.z(i);
        }
        return image;
    }

    private static SliceStack crop(Volume image, LabelMap labels) {
        return CROPPER.crop(Roi.QSM_MIDBRAIN, image, labels, LabelScheme.QSM, SCALE)
                .orElseThrow();
    }

    private static int shade(SliceStack stack, int slice, int row, int column) {
        return stack.shades()[(slice * stack.rows() + row) * stack.columns() + column] & 0xff;
    }

    @Test
    void theBoxHasTheRegionsSizeAboutTheMiddleOfBothSides() {
        SliceStack stack = crop(ramp(), nigrae());

        assertThat(stack.roi()).isEqualTo("qsm-stn-sn-rn");
        assertThat(stack.slices()).isEqualTo(14);
        assertThat(stack.rows()).isEqualTo(57);
        assertThat(stack.columns()).isEqualTo(74);
        // The middle: x = 40, y = 45, z = 15.
        assertThat(shade(stack, 7, 28, 37)).isCloseTo(10 + 40 + 22 + 45, within(1));
        // Front on top, the patient's left first, from the feet to the head.
        assertThat(shade(stack, 7, 56, 37)).isGreaterThan(shade(stack, 7, 0, 37));
        assertThat(shade(stack, 7, 28, 73)).isGreaterThan(shade(stack, 7, 28, 0));
        assertThat(shade(stack, 8, 28, 37) - shade(stack, 7, 28, 37)).isEqualTo(3);
    }

    @Test
    void neitherTheOrientationOfTheFileNorTheGridOfTheMaskMatters() {
        SliceStack stack = crop(ramp(), nigrae());
        Orientation other = Orientation.parse("PIR");

        assertThat(crop(Reorient.to(other, ramp()), nigrae()).shades()).isEqualTo(stack.shades());
        assertThat(crop(ramp(), Reorient.to(other, nigrae())).shades()).isEqualTo(stack.shades());
    }

    @Test
    void whatLiesBeyondTheImageIsBlack() {
        Geometry small = new Geometry(40, 90, 30, Affine.scaling(1, 1, 2, -20.2, -44.7, -30.1));
        Volume bright = Volume.zeros(small);
        Arrays.fill(bright.data(), 200);

        SliceStack stack = crop(bright, nigrae());

        assertThat(shade(stack, 7, 28, 37)).isEqualTo(200);
        assertThat(shade(stack, 7, 28, 0)).isZero();
    }

    @Test
    void theControlShowsNothingOfTheNuclei() {
        LabelMap labels = nigrae();
        Volume image = Volume.zeros(GRID);
        Arrays.fill(image.data(), 100);
        labels.forEachLabeled((index, label) -> image.data()[index] = 250);

        Optional<SliceStack> hidden = new RoiCropper(RoiCropper.Nuclei.MASKED_OUT)
                .crop(Roi.QSM_MIDBRAIN, image, labels, LabelScheme.QSM, SCALE);

        // At a border, half of a neighboring voxel's share is left.
        assertThat(hidden).hasValueSatisfying(stack -> {
            for (byte shade : stack.shades()) {
                assertThat(shade & 0xff).isBetween(100, 176);
            }
            assertThat(shade(stack, 7, 28, 47)).isEqualTo(100);
        });
        assertThat(shade(crop(image, labels), 7, 28, 47)).isEqualTo(250);
    }

    /**
     * Regression: the control left the nigra visible in the basal ganglia's crop, and the pallidum in the midbrain's.
     */
    @Test
    void theControlHidesNucleiOfOtherRegionsToo() {
        byte[] labels = new byte[GRID.voxelCount()];
        nigrae().forEachLabeled((index, label) -> labels[index] = (byte) label);
        Volume image = Volume.zeros(GRID);
        Arrays.fill(image.data(), 100);
        // The pallidum fills more than half of the midbrain's crop: counted in, it would be the median.
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == 0 && GRID.y(i) >= 44) {
                labels[i] = (byte) (GRID.x(i) > 40 ? Nucleus.GP_R : Nucleus.GP_L).qsmLabel();
            }
            image.data()[i] = labels[i] == 0 ? 100 : 250;
        }
        LabelMap both = LabelMap.ofBytes(GRID, labels);

        for (Roi roi : List.of(Roi.QSM_MIDBRAIN, Roi.QSM_BASAL_GANGLIA)) {
            SliceStack hidden = new RoiCropper(RoiCropper.Nuclei.MASKED_OUT)
                    .crop(roi, image, both, LabelScheme.QSM, SCALE)
                    .orElseThrow();
            SliceStack seen =
                    CROPPER.crop(roi, image, both, LabelScheme.QSM, SCALE).orElseThrow();

            int most = 0;
            for (byte shade : hidden.shades()) {
                most = Math.max(most, shade & 0xff);
            }
            // At a border, half of a neighboring voxel's share is left.
            assertThat(most).isBetween(100, 176);
            assertThat(seen.shades()).contains((byte) 250);
            // The numbers are those of the region's own nuclei, whatever is hidden.
            assertThat(hidden.nuclei()).isEqualTo(seen.nuclei()).contains(0).doesNotContain(-1);
        }
    }

    @Test
    void withoutANucleusThereIsNoCrop() {
        assertThat(CROPPER.crop(Roi.QSM_DENTATE, ramp(), nigrae(), LabelScheme.QSM, SCALE))
                .isEmpty();
        LabelMap far = LabelMap.ofBytes(
                new Geometry(1, 1, 1, Affine.scaling(1, 1, 1, 500, 0, 0)), new byte[] {(byte) Nucleus.SN_R.qsmLabel()});
        assertThat(CROPPER.crop(Roi.QSM_MIDBRAIN, ramp(), far, LabelScheme.QSM, SCALE))
                .isEmpty();
    }

    @Test
    void grayScalesClipAndFollowTheReference() {
        assertThat(GrayScale.ofSusceptibility(1).shade(-500)).isZero();
        assertThat(GrayScale.ofSusceptibility(1000).shade(0.1) & 0xff).isEqualTo(128);
        assertThat(GrayScale.ofNeuromelanin(400).shade(500))
                .isEqualTo(GrayScale.ofNeuromelanin(4).shade(5));
        assertThat(GrayScale.ofNeuromelanin(4).shade(Double.NaN)).isZero();
        assertThatThrownBy(() -> GrayScale.ofNeuromelanin(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
