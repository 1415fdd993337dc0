package org.substantia.foundation.encoder;

import java.util.Set;

/**
 * What SAM's encoder has that others have not.
 *
 * @param size rows and columns of a window within which tokens attend to each other
 * @param global blocks without windows, from 0
 * @param channels of the neck's output
 */
public record Windows(int size, Set<Integer> global, int channels) {
    public Windows {
        global = Set.copyOf(global);
    }
}
