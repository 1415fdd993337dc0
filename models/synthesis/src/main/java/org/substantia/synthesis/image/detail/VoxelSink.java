package org.substantia.synthesis.image.detail;

/** Receives shares of voxels. */
@FunctionalInterface
public interface VoxelSink {
    /**
     * @param index of the voxel
     * @param share of its volume, to be added to those it got before
     */
    void add(int index, float share);
}
