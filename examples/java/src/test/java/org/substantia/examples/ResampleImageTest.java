package org.substantia.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

class ResampleImageTest {
    @TempDir
    private Path folder;

    @Test
    void theResultLiesOnTheOtherGridAndKeepsTheValues() throws Exception {
        Geometry coarse = Geometry.axisAligned(12, 12, 12, 2, 2, 2);
        Volume ramp = Volume.zeros(coarse);
        for (int z = 0; z < 12; z++) {
            for (int y = 0; y < 12; y++) {
                for (int x = 0; x < 12; x++) {
                    ramp.data()[coarse.index(x, y, z)] = 10 * x;
                }
            }
        }
        Nifti.write(folder.resolve("image.nii.gz"), ramp);
        Geometry fine = Geometry.axisAligned(23, 23, 23, 1, 1, 1);
        Nifti.write(folder.resolve("grid.nii.gz"), Volume.zeros(fine));

        ResampleImage.main(new String[] {
            folder.resolve("image.nii.gz").toString(),
            folder.resolve("grid.nii.gz").toString(),
            folder.resolve("out.nii.gz").toString()
        });

        Volume out = Nifti.readVolume(folder.resolve("out.nii.gz")).volume();
        assertThat(out.geometry().sameGrid(fine, 1e-6)).isTrue();
        assertThat(out.get(10, 10, 10)).isCloseTo(50, within(0.01f));
        assertThat(out.get(11, 10, 10)).isCloseTo(55, within(0.1f));
    }
}
