package org.substantia.foundation.volume;

import java.util.Arrays;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.Resampler;

/**
 * Brings a T1 scan onto the grid of FreeSurfer's {@code mri_convert --conform}, as brainchop does before its networks:
 * 256 x 256 x 256 voxels of 1 mm, axes to the left, down and to the front, around the scan's center; intensities from 0
 * to their 99.9 % point (of voxels that are not 0) as whole numbers from 0 to 255. Stateless.
 */
final class Conform {
    private static final int SIZE = 256;
    private static final int MAX = 255;
    private static final double POINT = 0.999;

    private Conform() {}

    static Geometry grid(Geometry scan) {
        double[] center = scan.affine().apply((scan.nx() - 1) / 2.0, (scan.ny() - 1) / 2.0, (scan.nz() - 1) / 2.0);
        double middle = (SIZE - 1) / 2.0;
        Affine affine =
                Affine.of(-1, 0, 0, center[0] + middle, 0, 0, 1, center[1] - middle, 0, -1, 0, center[2] + middle);
        return new Geometry(SIZE, SIZE, SIZE, affine);
    }

    static Volume of(Volume scan, Workers workers) {
        Volume resampled =
                Resampler.onto(grid(scan.geometry())).with(Interpolation.LINEAR).apply(scan, workers);
        float[] voxels = resampled.data();
        double top = point(voxels);
        float[] scaled = new float[voxels.length];
        if (top > 0) {
            for (int i = 0; i < voxels.length; i++) {
                scaled[i] = (float) Math.rint(Math.min(MAX, Math.max(0, voxels[i] / top * MAX)));
            }
        }
        return new Volume(resampled.geometry(), scaled);
    }

    /** The largest value of a conformed scan; 0 if the scan is empty. */
    static float peak(Volume conformed) {
        float peak = 0;
        for (float voxel : conformed.data()) {
            peak = Math.max(peak, voxel);
        }
        return peak;
    }

    /** A part of a conformed scan as networks take it: 0 to 1, by the peak of the whole. */
    static Volume scaled(Volume part, float peak) {
        float[] scaled = part.data().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= peak;
        }
        return new Volume(part.geometry(), scaled);
    }

    private static double point(float[] voxels) {
        float[] positive = new float[voxels.length];
        int count = 0;
        for (float voxel : voxels) {
            if (voxel > 0) {
                positive[count++] = voxel;
            }
        }
        if (count == 0) {
            return 0;
        }
        Arrays.sort(positive, 0, count);
        return positive[(int) Math.min(count - 1, Math.round(POINT * (count - 1)))];
    }
}
