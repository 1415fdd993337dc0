package org.substantia.diagnosis.biomarkers;

import java.util.Arrays;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.GridAgreement;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.resampling.LabelInterpolation;
import org.substantia.imaging.resampling.Resampler;

/**
 * The part of an image around the labeled voxels, with both masks on its grid. Voxels that are not finite belong to no
 * region.
 */
final class MidbrainRegion {
    private static final int LABELS = 16;
    private static final int[] NONE = {};

    private final Volume image;
    /** Voxels by label, 1 to 16. */
    private final int[][] nuclei;
    /** Voxels by label: right 1, left 2. */
    private final int[][] nigra;

    private MidbrainRegion(Volume image, int[][] nuclei, int[][] nigra) {
        this.image = image;
        this.nuclei = nuclei;
        this.nigra = nigra;
    }

    /**
     * @param marginMm how far the window reaches beyond the labels
     * @return empty when there is no label inside the image
     */
    static Optional<MidbrainRegion> of(
            Volume image, Optional<LabelMap> nuclei, Optional<LabelMap> nigra, double marginMm) {
        Geometry grid = image.geometry();
        Optional<BoundingBox> box = union(
                nuclei.flatMap(map -> extent(map, grid, marginMm)), nigra.flatMap(map -> extent(map, grid, marginMm)));
        if (box.isEmpty()) {
            return Optional.empty();
        }
        Volume part = image.crop(box.get());
        return Optional.of(new MidbrainRegion(
                part,
                nuclei.map(map -> regions(onto(map, grid, box.get()), part)).orElseGet(() -> new int[LABELS + 1][0]),
                nigra.map(map -> regions(onto(map, grid, box.get()), part)).orElseGet(() -> new int[LABELS + 1][0])));
    }

    private static Optional<BoundingBox> union(Optional<BoundingBox> a, Optional<BoundingBox> b) {
        return a.isPresent() && b.isPresent() ? Optional.of(a.get().union(b.get())) : a.or(() -> b);
    }

    /** The voxels of {@code grid} that the labels and the margin around them cover. */
    private static Optional<BoundingBox> extent(LabelMap map, Geometry grid, double marginMm) {
        Optional<BoundingBox> labels = map.boundingBox();
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        BoundingBox b = labels.get();
        var toGrid = grid.affine().inverse().compose(map.geometry().affine());
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int corner = 0; corner < 8; corner++) {
            double[] p = toGrid.apply(
                    (corner & 1) == 0 ? b.minX() - 0.5 : b.maxX() + 0.5,
                    (corner & 2) == 0 ? b.minY() - 0.5 : b.maxY() + 0.5,
                    (corner & 4) == 0 ? b.minZ() - 0.5 : b.maxZ() + 0.5);
            for (int axis = 0; axis < 3; axis++) {
                low[axis] = Math.min(low[axis], p[axis]);
                high[axis] = Math.max(high[axis], p[axis]);
            }
        }
        int[] from = new int[3];
        int[] to = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            double margin = marginMm / grid.spacing(axis);
            from[axis] = (int) Math.max(0, Math.floor(low[axis] - margin));
            to[axis] = (int) Math.min(grid.size(axis) - 1.0, Math.ceil(high[axis] + margin));
            if (from[axis] > to[axis]) {
                return Optional.empty();
            }
        }
        return Optional.of(new BoundingBox(from[0], from[1], from[2], to[0], to[1], to[2]));
    }

    private static LabelMap onto(LabelMap map, Geometry grid, BoundingBox box) {
        return GridAgreement.of(map.geometry(), grid)
                ? map.crop(box)
                : Resampler.onto(grid.crop(box)).apply(map, LabelInterpolation.LINEAR_VOTE, Workers.caller());
    }

    private static int[][] regions(LabelMap map, Volume image) {
        int[][] out = new int[LABELS + 1][16];
        int[] counts = new int[LABELS + 1];
        map.forEachLabeled((index, label) -> {
            if (label > 0 && label <= LABELS && Float.isFinite(image.data()[index])) {
                if (counts[label] == out[label].length) {
                    out[label] = Arrays.copyOf(out[label], 2 * counts[label]);
                }
                out[label][counts[label]++] = index;
            }
        });
        for (int label = 0; label <= LABELS; label++) {
            out[label] = Arrays.copyOf(out[label], counts[label]);
        }
        return out;
    }

    Volume image() {
        return image;
    }

    Geometry grid() {
        return image.geometry();
    }

    double voxelMm3() {
        return grid().voxelVolumeMm3();
    }

    /** The voxels of a nucleus, ascending. */
    int[] voxels(Nucleus nucleus) {
        return nuclei[nucleus.qsmLabel()];
    }

    /** The voxels of the nigra as traced in NM, ascending; none of other nuclei. */
    int[] traced(Nucleus nucleus) {
        return nucleus.structure() == Structure.SN ? nigra[nucleus.nmLabel().getAsInt()] : NONE;
    }

    /** The pars compacta: what both tracings have in common. */
    int[] compacta(Nucleus nucleus) {
        int[] other = traced(nucleus);
        return Arrays.stream(voxels(nucleus))
                .filter(voxel -> Arrays.binarySearch(other, voxel) >= 0)
                .toArray();
    }

    Mask mask(int[]... regions) {
        byte[] out = new byte[grid().voxelCount()];
        for (int[] region : regions) {
            for (int voxel : region) {
                out[voxel] = 1;
            }
        }
        return new Mask(grid(), out);
    }

    /** All labeled voxels. */
    Mask labeled() {
        int[][] all = Arrays.copyOf(nuclei, nuclei.length + nigra.length);
        System.arraycopy(nigra, 0, all, nuclei.length, nigra.length);
        return mask(all);
    }

    double[] values(int[] region) {
        double[] out = new double[region.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = image.data()[region[i]];
        }
        return out;
    }

    double[] place(int voxel) {
        Geometry g = grid();
        int row = voxel / g.nx();
        int slice = row / g.ny();
        return g.affine().apply(voxel % g.nx(), row % g.ny(), slice);
    }
}
