package org.substantia.scoring.fusion;

import java.util.List;
import java.util.Optional;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.scoring.segmentation.GridMismatchException;

/** What the raters' drawings of one structure have in common: their grid, and the box that holds all of them. */
final class Drawings {
    private Drawings() {}

    /**
     * @throws IllegalArgumentException if there are fewer than {@code atLeast} drawings
     * @throws GridMismatchException if their sizes differ
     */
    static Geometry grid(List<Mask> drawings, int atLeast) {
        if (drawings.size() < atLeast) {
            throw new IllegalArgumentException("at least " + atLeast + " drawings are needed, not " + drawings.size());
        }
        Geometry grid = drawings.get(0).geometry();
        for (Mask drawing : drawings) {
            if (!grid.sameSize(drawing.geometry())) {
                throw new GridMismatchException(grid, drawing.geometry());
            }
        }
        return grid;
    }

    /** The smallest box around whatever anybody drew; empty when nobody drew. */
    static Optional<BoundingBox> box(List<Mask> drawings) {
        return drawings.stream()
                .flatMap(drawing -> drawing.boundingBox().stream())
                .reduce(BoundingBox::union);
    }

    /** A mask of the whole grid from one of its box. */
    static Mask inGrid(Geometry grid, BoundingBox box, Mask part) {
        byte[] out = new byte[grid.voxelCount()];
        int at = 0;
        for (int z = box.minZ(); z <= box.maxZ(); z++) {
            for (int y = box.minY(); y <= box.maxY(); y++) {
                System.arraycopy(part.voxels(), at, out, grid.index(box.minX(), y, z), box.sizeX());
                at += box.sizeX();
            }
        }
        return new Mask(grid, out);
    }
}
