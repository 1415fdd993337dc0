package org.substantia.imaging.intensity;

import java.util.Arrays;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/** The finite voxels of a volume in a new array, in the order of the volume's. */
final class FiniteValues {
    private FiniteValues() {}

    static float[] of(Volume volume) {
        float[] out = new float[volume.data().length];
        int n = 0;
        for (float v : volume.data()) {
            if (Float.isFinite(v)) {
                out[n++] = v;
            }
        }
        return n == out.length ? out : Arrays.copyOf(out, n);
    }

    static float[] of(Volume volume, Mask mask) {
        requireSameSize(volume, mask);
        float[] data = volume.data();
        int length = data.length;
        float[] out = new float[mask.count()];
        int n = 0;
        for (int i = mask.nextForeground(0, length); i < length; i = mask.nextForeground(i + 1, length)) {
            if (Float.isFinite(data[i])) {
                out[n++] = data[i];
            }
        }
        return n == out.length ? out : Arrays.copyOf(out, n);
    }

    private static void requireSameSize(Volume volume, Mask mask) {
        if (!volume.geometry().sameSize(mask.geometry())) {
            throw new IllegalArgumentException("the mask lies on "
                    + mask.geometry().describe() + ", the volume on "
                    + volume.geometry().describe());
        }
    }
}
