package org.substantia.segmentation.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.foundation.model.RequiredEncoder;

/**
 * A public encoder beside the segmenter: it sees each slice of the patch, and what is behind some of its blocks is
 * added to the segmenter's maps. Its own weights stay as they are and are not part of a model's file.
 *
 * @param encoder which one
 * @param license of its weights where they are known by their digest; what is trained with them goes by it
 * @param blocks behind which features are taken, counted from 0, ascending
 * @param width numbers of each token
 * @param size pixels of a slice's longer side
 */
public record EncoderBranch(
        RequiredEncoder encoder, Optional<String> license, List<Integer> blocks, int width, int size) {
    private static final int MAX_BLOCKS = 4;

    public EncoderBranch {
        blocks = List.copyOf(blocks);
        boolean ascending = true;
        for (int i = 1; i < blocks.size(); i++) {
            ascending &= blocks.get(i) > blocks.get(i - 1);
        }
        if (blocks.isEmpty() || blocks.get(0) < 0 || !ascending || width < 1 || size < 1) {
            throw new IllegalArgumentException("an encoder beside a segmenter needs ascending blocks, a width and a"
                    + " size, not " + blocks + ", " + width + " and " + size);
        }
    }

    /** The same branch of the same encoder, whatever its file is called. */
    public EncoderBranch unnamed() {
        return new EncoderBranch(encoder.unnamed(), license, blocks, width, size);
    }

    /** The same branch with all that is told of its encoder now, since older models told less. */
    public EncoderBranch with(RequiredEncoder told) {
        return new EncoderBranch(told, told.license(), blocks, width, size);
    }

    /** Four of an encoder's blocks or fewer, as far from each other as possible, the last one among them. */
    public static List<Integer> usualBlocks(int depth) {
        int count = Math.min(MAX_BLOCKS, depth);
        List<Integer> blocks = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            blocks.add((int) Math.round((double) i * depth / count) - 1);
        }
        return blocks;
    }

    /** How many numbers describe a patch of a slice. */
    public int features() {
        return blocks.size() * width;
    }
}
