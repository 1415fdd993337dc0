package org.substantia.foundation.adaptation;

/**
 * How slices are shown to an encoder.
 *
 * @param size pixels of a slice's longer side; rounded to whole patches, as is the other side by its share
 * @param channels what stands in the three channels
 */
public record ImageInput(int size, Channels channels) {
    /** What stands in the three channels. */
    public enum Channels {
        /** The slice, three times. */
        SAME,
        /** The slice below, the slice, the slice above; the border slices stand for their missing neighbors. */
        NEIGHBORS
    }

    /** As many pixels as most encoders were trained on, and neighbors in the channels. */
    public static ImageInput usual() {
        return new ImageInput(224, Channels.NEIGHBORS);
    }

    /** @throws IllegalArgumentException if there are no pixels */
    public ImageInput {
        if (size < 1) {
            throw new IllegalArgumentException("slices of " + size + " pixels");
        }
    }

    /** Pixels of a side that is so long compared with the longest one, in whole patches. */
    int pixels(double share, int patch) {
        return (int) Math.max(1, Math.round(share * size / patch)) * patch;
    }
}
