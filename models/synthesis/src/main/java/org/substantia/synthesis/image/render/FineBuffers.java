package org.substantia.synthesis.image.render;

import org.substantia.imaging.Geometry;

/** Two images on the fine grid that one scan after the other works in. */
final class FineBuffers {
    private final float[] painted;
    private final float[] filtered;

    FineBuffers(Geometry fine) {
        painted = new float[fine.voxelCount()];
        filtered = new float[fine.voxelCount()];
    }

    float[] painted() {
        return painted;
    }

    float[] filtered() {
        return filtered;
    }
}
