package org.substantia.viewer.picture;

import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;

/** Where a susceptibility map was masked out: in large connected parts of exactly 0 ppb. Stateless. */
public final class OutsideMap {
    /** Single voxels of 0 ppb lie inside, too; in maps of whole numbers there are many. */
    private static final int MIN_VOXELS = 500;

    private OutsideMap() {}

    /** @param map the whole one: of a part, a corner that was masked out may be too small to be known as such */
    public static Mask of(Volume map) {
        byte[] zero = new byte[map.data().length];
        for (int i = 0; i < zero.length; i++) {
            zero[i] = (byte) (map.data()[i] == 0 ? 1 : 0);
        }
        ConnectedComponents parts = ConnectedComponents.of(new Mask(map.geometry(), zero), Connectivity.FACES);
        boolean[] outside = new boolean[parts.count()];
        for (int component = 1; component <= parts.count(); component++) {
            outside[component - 1] = parts.size(component) >= MIN_VOXELS;
        }
        return parts.mask(outside);
    }
}
