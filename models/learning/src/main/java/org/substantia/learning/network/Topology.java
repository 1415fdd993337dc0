package org.substantia.learning.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The shape of a {@link ResidualUNet}; plain data that is stored with the weights.
 *
 * @param inputs image channels
 * @param blockSize voxels along x, y and z whose values are channels of one position of the first level (space to
 *     depth), and back again after the last convolution: with {@code (2, 2, 1)} the network works on half the in-plane
 *     resolution, yet reads and labels every voxel; {@code fold} in files
 * @param levels from the finest to the coarsest, at least two
 * @param heads classes of each output head, background included
 */
public record Topology(
        int inputs, @JsonProperty("fold") List<Integer> blockSize, List<Level> levels, List<Integer> heads) {
    /** More than any network in use has; a damaged plan must not exhaust the memory. */
    private static final int MAX_CHANNELS = 1024;

    private static final int MAX_BLOCKS = 64;

    /**
     * One resolution of the encoder and the decoder.
     *
     * @param channels feature maps
     * @param stride steps along x, y and z from the next finer level; (1, 1, 1) for the first
     * @param blocks residual blocks in the encoder; the decoder has one
     */
    public record Level(int channels, List<Integer> stride, int blocks) {
        public Level {
            stride = three(stride, "stride");
            if (channels < 1 || blocks < 0) {
                throw new IllegalArgumentException("a level needs at least 1 channel and no negative number of blocks");
            }
            if (channels > MAX_CHANNELS || blocks > MAX_BLOCKS) {
                throw new IllegalArgumentException("a level has at most " + MAX_CHANNELS + " channels and " + MAX_BLOCKS
                        + " blocks, not " + channels + " and " + blocks);
            }
        }
    }

    public Topology {
        blockSize = three(blockSize, "block");
        levels = List.copyOf(levels);
        heads = List.copyOf(heads);
        if (inputs < 1) {
            throw new IllegalArgumentException("a network needs at least one input channel");
        }
        if (levels.size() < 2) {
            throw new IllegalArgumentException("a network needs at least two levels");
        }
        if (heads.isEmpty() || heads.stream().anyMatch(k -> k < 2)) {
            throw new IllegalArgumentException("a network needs a head, and a head at least two classes");
        }
    }

    /** Voxels of one position of the first level. */
    public int blockVoxels() {
        return blockSize.get(0) * blockSize.get(1) * blockSize.get(2);
    }

    /** What the size of an input along each axis (x, y, z) must be a multiple of. */
    public int multiple(int axis) {
        int multiple = blockSize.get(axis);
        for (Level level : levels) {
            multiple *= level.stride().get(axis);
        }
        return multiple;
    }

    private static List<Integer> three(List<Integer> values, String what) {
        if (values.size() != 3 || values.stream().anyMatch(v -> v < 1)) {
            throw new IllegalArgumentException("a " + what + " has three numbers of at least 1, not " + values);
        }
        return List.copyOf(values);
    }
}
