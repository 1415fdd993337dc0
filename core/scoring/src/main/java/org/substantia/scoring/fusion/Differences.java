package org.substantia.scoring.fusion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;
import org.substantia.imaging.distance.DistanceTransform;

/** Where two raters' drawings of one structure differ. */
public final class Differences {
    private Differences() {}

    /**
     * The connected pieces of what one of them drew alone, slice by slice (voxels that share a side), the weightiest
     * first.
     *
     * @throws org.substantia.scoring.segmentation.GridMismatchException if the drawings differ in size
     */
    public static List<Difference> between(Mask first, Mask second) {
        Geometry grid = Drawings.grid(List.of(first, second), 2);
        Optional<BoundingBox> union = Drawings.box(List.of(first, second));
        if (union.isEmpty()) {
            return List.of();
        }
        BoundingBox box = union.get().grow(1, grid);
        Mask one = first.crop(box);
        Mask two = second.crop(box);
        List<Difference> pieces = new ArrayList<>();
        collect(one, two, true, grid, box, pieces);
        collect(two, one, false, grid, box, pieces);
        pieces.sort(Comparator.comparingDouble(Difference::weight).reversed().thenComparing(piece -> piece.voxels()
                .get(0)));
        return List.copyOf(pieces);
    }

    private static void collect(
            Mask drawn, Mask other, boolean onlyFirst, Geometry grid, BoundingBox box, List<Difference> out) {
        Geometry part = drawn.geometry();
        Volume distance = DistanceTransform.toForeground(other, Workers.caller());
        int plane = part.nx() * part.ny();
        for (int z = 0; z < part.nz(); z++) {
            byte[] alone = new byte[plane];
            for (int i = 0; i < plane; i++) {
                alone[i] = (byte) (drawn.contains(z * plane + i) && !other.contains(z * plane + i) ? 1 : 0);
            }
            Geometry flat = Geometry.axisAligned(part.nx(), part.ny(), 1, 1, 1, 1);
            ConnectedComponents parts = ConnectedComponents.of(new Mask(flat, alone), Connectivity.FACES);
            for (int component = 1; component <= parts.count(); component++) {
                Mask piece = parts.mask(component);
                List<Integer> voxels = new ArrayList<>();
                double farthest = 0;
                for (int i = piece.nextForeground(0, plane); i < plane; i = piece.nextForeground(i + 1, plane)) {
                    voxels.add(grid.index(box.minX() + i % part.nx(), box.minY() + i / part.nx(), box.minZ() + z));
                    farthest = Math.max(farthest, distance.data()[z * plane + i]);
                }
                out.add(new Difference(
                        onlyFirst, box.minZ() + z, voxels, voxels.size() * grid.voxelVolumeMm3(), farthest));
            }
        }
    }
}
