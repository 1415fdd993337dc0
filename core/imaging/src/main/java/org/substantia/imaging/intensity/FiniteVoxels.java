package org.substantia.imaging.intensity;

import org.substantia.imaging.Volume;

/** Images for filters, thresholds and networks, which would spread or miss voxels that are not finite. Stateless. */
public final class FiniteVoxels {
    private FiniteVoxels() {}

    /** The volume with 0 where it is not finite: a copy, or itself where all of it is finite. */
    public static Volume orZero(Volume volume) {
        Volume out = volume;
        for (int i = 0; i < volume.data().length; i++) {
            if (!Float.isFinite(volume.data()[i])) {
                out = out == volume ? volume.copy() : out;
                out.data()[i] = 0;
            }
        }
        return out;
    }
}
