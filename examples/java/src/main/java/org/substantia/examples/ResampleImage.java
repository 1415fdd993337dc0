package org.substantia.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.Resampler;

/** Brings an image onto the grid of another: {@code ResampleImage IMAGE.nii.gz GRID.nii.gz OUT.nii.gz}. */
public final class ResampleImage {
    private ResampleImage() {}

    public static void main(String[] args) throws IOException {
        Volume image = Nifti.readVolume(Path.of(args[0])).volume();
        Volume grid = Nifti.readVolume(Path.of(args[1])).volume();
        try (Workers workers = Workers.all()) {
            Resampler onto = Resampler.onto(grid.geometry()).with(Interpolation.CUBIC);
            Nifti.write(Path.of(args[2]), onto.apply(image, workers));
        }
    }
}
