package org.substantia.segmentation.training.augmentation;

/** Where in a block something else is seen. Positions are in voxels of the block. Immutable and safe to share. */
interface BlockWarp {
    /** Replaces a position by the one that is seen there. */
    void apply(double[] position);

    /** This warp, and what is found there seen through another. */
    default BlockWarp then(BlockWarp other) {
        return position -> {
            apply(position);
            other.apply(position);
        };
    }
}
