package org.substantia.viewer.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.boundary.MarchingSquares;
import org.substantia.imaging.filter.GaussianFilter;

/**
 * A mask plane by plane.
 *
 * @param planes by index, those that hold a label
 */
public record MaskJson(Map<Integer, Plane> planes) {
    /** Takes the steps of the voxels out of an outline. */
    private static final double SMOOTHING_MM = 0.45;

    private static final int MARGIN = 3;
    private static final double ROUNDING = 100;

    /**
     * One plane.
     *
     * @param runs label, first pixel and length in turn
     * @param outlines closed curves
     */
    public record Plane(List<Integer> runs, List<Outline> outlines) {}

    /**
     * A closed curve.
     *
     * @param label of the nucleus
     * @param points x, y in turn; the middle of the plane's first pixel is (0, 0)
     */
    public record Outline(int label, List<Double> points) {}

    public static MaskJson of(LabelMap labels) {
        Map<Integer, Plane> planes = new TreeMap<>();
        int size = labels.geometry().nx() * labels.geometry().ny();
        for (int z = 0; z < labels.geometry().nz(); z++) {
            byte[] plane = new byte[size];
            boolean any = false;
            for (int i = 0; i < size; i++) {
                plane[i] = (byte) labels.get(z * size + i);
                any |= plane[i] != 0;
            }
            if (any) {
                planes.put(z, plane(plane, labels.geometry()));
            }
        }
        return new MaskJson(planes);
    }

    static Plane plane(byte[] labels, Geometry grid) {
        List<Integer> runs = new ArrayList<>();
        TreeSet<Integer> found = new TreeSet<>();
        for (int i = 0; i < labels.length; ) {
            int label = labels[i] & 0xff;
            int start = i;
            while (i < labels.length && (labels[i] & 0xff) == label) {
                i++;
            }
            if (label != 0) {
                runs.addAll(List.of(label, start, i - start));
                found.add(label);
            }
        }
        List<Outline> outlines = new ArrayList<>();
        for (int label : found) {
            outline(labels, label, grid, outlines);
        }
        return new Plane(runs, outlines);
    }

    private static void outline(byte[] labels, int label, Geometry grid, List<Outline> out) {
        int minX = Integer.MAX_VALUE;
        int maxX = -1;
        int minY = Integer.MAX_VALUE;
        int maxY = -1;
        for (int i = 0; i < labels.length; i++) {
            if ((labels[i] & 0xff) == label) {
                minX = Math.min(minX, i % grid.nx());
                maxX = Math.max(maxX, i % grid.nx());
                minY = Math.min(minY, i / grid.nx());
                maxY = Math.max(maxY, i / grid.nx());
            }
        }
        int columns = maxX - minX + 1 + 2 * MARGIN;
        int rows = maxY - minY + 1 + 2 * MARGIN;
        Volume smooth = Volume.zeros(Geometry.axisAligned(columns, rows, 1, grid.spacing(0), grid.spacing(1), 1));
        for (int y = minY; y <= maxY; y++) {
            for (int x = minX; x <= maxX; x++) {
                boolean inside = (labels[y * grid.nx() + x] & 0xff) == label;
                smooth.data()[(y - minY + MARGIN) * columns + x - minX + MARGIN] = inside ? 1 : 0;
            }
        }
        Volume plain = smooth.copy();
        GaussianFilter.smoothInPlace(
                smooth, SMOOTHING_MM / grid.spacing(0), SMOOTHING_MM / grid.spacing(1), 0, Workers.caller());
        List<double[]> loops = MarchingSquares.loops(smooth.data(), columns, rows, 0.5);
        if (loops.isEmpty()) {
            // A sliver of one voxel would smooth away.
            loops = MarchingSquares.loops(plain.data(), columns, rows, 0.5);
        }
        for (double[] loop : loops) {
            List<Double> points = new ArrayList<>();
            for (int i = 0; i < loop.length; i += 2) {
                points.add(Math.round((loop[i] + minX - MARGIN) * ROUNDING) / ROUNDING);
                points.add(Math.round((loop[i + 1] + minY - MARGIN) * ROUNDING) / ROUNDING);
            }
            out.add(new Outline(label, points));
        }
    }
}
