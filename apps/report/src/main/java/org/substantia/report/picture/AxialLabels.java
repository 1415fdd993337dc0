package org.substantia.report.picture;

import java.util.Optional;
import java.util.Set;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/** A label map, on whatever grid, seen in the planes of an {@link AxialImage}. Immutable. */
public final class AxialLabels {
    /** Takes the steps of the voxels out of an outline without moving it by more than a fraction of a voxel. */
    private static final double SMOOTHING_MM = 0.45;

    private static final float HALF = 0.5f;
    /** An outline needs neighbors on every side. */
    private static final int MARGIN = 6;

    private final AxialImage image;
    private final LabelMap labels;
    private final Affine toImage;
    private final Affine toLabels;

    public AxialLabels(AxialImage image, LabelMap labels) {
        this.image = image;
        // Nuclei fill little of a head: what follows looks at their box alone.
        this.labels = labels.boundingBox().map(labels::crop).orElse(labels);
        this.toLabels = image.indicesOf(this.labels.geometry());
        this.toImage = toLabels.inverse();
    }

    /**
     * How many voxels' worth of these labels every plane of the image cuts: a map's voxel counts for the two planes it
     * lies between.
     */
    public double[] amountBySlice(Set<Integer> wanted) {
        double[] amounts = new double[image.geometry().nz()];
        forEach(wanted, (x, y, z) -> {
            double slice = toImage.applyZ(x, y, z);
            int below = (int) Math.floor(slice);
            if (below >= 0 && below < amounts.length) {
                amounts[below] += 1 - (slice - below);
            }
            if (below >= -1 && below + 1 < amounts.length) {
                amounts[below + 1] += slice - below;
            }
        });
        return amounts;
    }

    /**
     * Middle of the rectangle that holds these labels near a plane: indices to the left and to the back. Empty if they
     * have no voxel there.
     */
    public Optional<double[]> middle(Set<Integer> wanted, int slice) {
        double[] bounds = {
            Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
        };
        forEach(wanted, (x, y, z) -> {
            if (Math.abs(toImage.applyZ(x, y, z) - slice) < 1) {
                double column = toImage.applyX(x, y, z);
                double row = toImage.applyY(x, y, z);
                bounds[0] = Math.min(bounds[0], column);
                bounds[1] = Math.max(bounds[1], column);
                bounds[2] = Math.min(bounds[2], row);
                bounds[3] = Math.max(bounds[3], row);
            }
        });
        return bounds[0] <= bounds[1]
                ? Optional.of(new double[] {(bounds[0] + bounds[1]) / 2, (bounds[2] + bounds[3]) / 2})
                : Optional.empty();
    }

    private void forEach(Set<Integer> wanted, VoxelPlace place) {
        Geometry grid = labels.geometry();
        labels.forEachLabeled((index, label) -> {
            if (wanted.contains(label)) {
                int line = index / grid.nx();
                place.at(index % grid.nx(), line % grid.ny(), line / grid.ny());
            }
        });
    }

    private interface VoxelPlace {
        void at(int x, int y, int z);
    }

    /** The outline of one label in the frame's pixels, smoothed; empty where it has none. */
    public Optional<Outline> outline(AxialFrame frame, int label) {
        Optional<BoundingBox> box = labels.boundingBox(label);
        if (box.isEmpty()) {
            return Optional.empty();
        }
        int[] part = pixels(frame, box.get());
        int columns = part[1] - part[0];
        int rows = part[3] - part[2];
        if (columns <= 0 || rows <= 0) {
            return Optional.empty();
        }
        float[] inside = shares(frame, label, part[0], part[2], columns, rows);
        float[] smooth = Blur.gaussian(inside, columns, rows, SMOOTHING_MM / frame.pixelMm());
        Outline outline = Outline.of(smooth, columns, rows, HALF, part[0], part[2]);
        if (outline.isEmpty()) {
            // A sliver of one voxel would smooth away.
            outline = Outline.of(inside, columns, rows, HALF, part[0], part[2]);
        }
        return outline.isEmpty() ? Optional.empty() : Optional.of(outline);
    }

    /** First and last (exclusive) column and row that a box of voxels may touch. */
    private int[] pixels(AxialFrame frame, BoundingBox box) {
        double[] bounds = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int corner = 0; corner < 8; corner++) {
            double x = (corner & 1) == 0 ? box.minX() - 1 : box.maxX() + 1;
            double y = (corner & 2) == 0 ? box.minY() - 1 : box.maxY() + 1;
            double z = (corner & 4) == 0 ? box.minZ() - 1 : box.maxZ() + 1;
            double column =
                    (toImage.applyX(x, y, z) - frame.voxelX(0, image.geometry().spacing(0)))
                            * image.geometry().spacing(0)
                            / frame.pixelMm();
            double row =
                    (toImage.applyY(x, y, z) - frame.voxelY(0, image.geometry().spacing(1)))
                            * image.geometry().spacing(1)
                            / frame.pixelMm();
            bounds[0] = Math.min(bounds[0], column);
            bounds[1] = Math.max(bounds[1], column);
            bounds[2] = Math.min(bounds[2], row);
            bounds[3] = Math.max(bounds[3], row);
        }
        return new int[] {
            (int) Math.max(-MARGIN, Math.floor(bounds[0]) - MARGIN),
            (int) Math.min(frame.columns() + MARGIN, Math.ceil(bounds[1]) + MARGIN),
            (int) Math.max(-MARGIN, Math.floor(bounds[2]) - MARGIN),
            (int) Math.min(frame.rows() + MARGIN, Math.ceil(bounds[3]) + MARGIN)
        };
    }

    /** The label's share of every pixel, by linear interpolation between the map's voxels. */
    private float[] shares(AxialFrame frame, int label, int firstColumn, int firstRow, int columns, int rows) {
        Geometry grid = image.geometry();
        float[] out = new float[columns * rows];
        for (int j = 0; j < rows; j++) {
            double y = frame.voxelY(firstRow + j, grid.spacing(1));
            for (int i = 0; i < columns; i++) {
                double x = frame.voxelX(firstColumn + i, grid.spacing(0));
                out[j * columns + i] = share(
                        label,
                        toLabels.applyX(x, y, frame.slice()),
                        toLabels.applyY(x, y, frame.slice()),
                        toLabels.applyZ(x, y, frame.slice()));
            }
        }
        return out;
    }

    private float share(int label, double x, double y, double z) {
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        int z0 = (int) Math.floor(z);
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int cx = x0 + (corner & 1);
            int cy = y0 + ((corner >> 1) & 1);
            int cz = z0 + (corner >> 2);
            if (labels.geometry().contains(cx, cy, cz) && labels.get(cx, cy, cz) == label) {
                sum += (1 - Math.abs(x - cx)) * (1 - Math.abs(y - cy)) * (1 - Math.abs(z - cz));
            }
        }
        return (float) sum;
    }
}
