package org.substantia.viewer.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.resampling.Resampler;

/**
 * The smooth surface of a nucleus, by marching tetrahedra (Doi and Koide 1991), whose cells have no ambiguous cases: on
 * a fine cubic grid the label is smoothed and cut at the level that keeps its volume. Points in RAS mm; triangles turn
 * counterclockwise seen from outside.
 */
public final class Surface {
    private static final double GRID_MM = 0.8;
    private static final double SMOOTHING_MM = 0.8;
    private static final double MIN_LEVEL = 0.25;
    private static final double MAX_LEVEL = 0.6;
    private static final double OFF_VALUES = 1.234e-6;
    private static final int MARGIN = 3;
    /** The eight corners of a cube by bits x, y, z, cut into six tetrahedra around its diagonal. */
    private static final int[][] TETRAHEDRA = {
        {0, 1, 3, 7}, {0, 3, 2, 7}, {0, 2, 6, 7}, {0, 6, 4, 7}, {0, 4, 5, 7}, {0, 5, 1, 7}
    };

    private final Volume field;
    private final double level;
    private final List<double[]> points = new ArrayList<>();
    private final List<int[]> triangles = new ArrayList<>();
    private final Map<Long, Integer> pointOfEdge = new HashMap<>();

    private Surface(Volume field, double level) {
        this.field = field;
        this.level = level;
    }

    /** Empty when the label does not occur. */
    public static Optional<Surface> of(LabelMap labels, int label) {
        Optional<BoundingBox> box = labels.boundingBox(label);
        if (box.isEmpty()) {
            return Optional.empty();
        }
        BoundingBox b = box.get();
        Geometry grid = labels.geometry();
        Geometry around = new Geometry(
                b.sizeX() + 2 * MARGIN,
                b.sizeY() + 2 * MARGIN,
                b.sizeZ() + 2 * MARGIN,
                grid.affine().compose(Affine.translation(b.minX() - MARGIN, b.minY() - MARGIN, b.minZ() - MARGIN)));
        Volume inside = Volume.zeros(around);
        int count = 0;
        for (int z = b.minZ(); z <= b.maxZ(); z++) {
            for (int y = b.minY(); y <= b.maxY(); y++) {
                for (int x = b.minX(); x <= b.maxX(); x++) {
                    if (labels.get(x, y, z) == label) {
                        inside.data()[
                                around.index(x - b.minX() + MARGIN, y - b.minY() + MARGIN, z - b.minZ() + MARGIN)] = 1;
                        count++;
                    }
                }
            }
        }
        Volume fine = Resampler.onto(fineGrid(around)).apply(inside, Workers.caller());
        GaussianFilter.smoothInPlace(
                fine, SMOOTHING_MM / GRID_MM, SMOOTHING_MM / GRID_MM, SMOOTHING_MM / GRID_MM, Workers.caller());
        double volume = count * grid.voxelVolumeMm3();
        Surface surface = new Surface(
                fine, level(fine, (int) Math.round(volume / fine.geometry().voxelVolumeMm3())));
        surface.march();
        return surface.triangles.isEmpty() ? Optional.empty() : Optional.of(surface);
    }

    /** Over the same part of the world, in cubes. */
    private static Geometry fineGrid(Geometry around) {
        double[] steps = new double[3];
        int[] sizes = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            steps[axis] = GRID_MM / around.spacing(axis);
            sizes[axis] = (int) Math.ceil((around.size(axis) - 1) / steps[axis]) + 1;
        }
        return new Geometry(
                sizes[0], sizes[1], sizes[2], around.affine().compose(Affine.scaling(steps[0], steps[1], steps[2])));
    }

    private static double level(Volume field, int voxels) {
        float[] sorted = field.data().clone();
        Arrays.sort(sorted);
        int at = Math.max(1, Math.min(sorted.length - 1, sorted.length - voxels));
        // No value lies exactly at the level: triangles would shrink to a point, which has no outside.
        return Math.max(MIN_LEVEL, Math.min(MAX_LEVEL, ((double) sorted[at] + sorted[at - 1]) / 2)) + OFF_VALUES;
    }

    private void march() {
        Geometry grid = field.geometry();
        int[] corners = new int[8];
        for (int z = 0; z + 1 < grid.nz(); z++) {
            for (int y = 0; y + 1 < grid.ny(); y++) {
                for (int x = 0; x + 1 < grid.nx(); x++) {
                    int above = 0;
                    for (int c = 0; c < 8; c++) {
                        corners[c] = grid.index(x + (c & 1), y + (c >> 1 & 1), z + (c >> 2));
                        above += field.data()[corners[c]] >= level ? 1 : 0;
                    }
                    if (above > 0 && above < 8) {
                        for (int[] tetrahedron : TETRAHEDRA) {
                            cut(Arrays.stream(tetrahedron).map(c -> corners[c]).toArray());
                        }
                    }
                }
            }
        }
    }

    private void cut(int[] corners) {
        List<Integer> in = new ArrayList<>();
        List<Integer> out = new ArrayList<>();
        for (int corner : corners) {
            (field.data()[corner] >= level ? in : out).add(corner);
        }
        if (in.size() == 1 || in.size() == 3) {
            int lone = in.size() == 1 ? in.get(0) : out.get(0);
            List<Integer> others = in.size() == 1 ? out : in;
            add(in.get(0), point(lone, others.get(0)), point(lone, others.get(1)), point(lone, others.get(2)));
        } else if (in.size() == 2) {
            int a = point(in.get(0), out.get(0));
            int b = point(in.get(0), out.get(1));
            int c = point(in.get(1), out.get(1));
            int d = point(in.get(1), out.get(0));
            add(in.get(0), a, b, c);
            add(in.get(0), a, c, d);
        }
    }

    private int point(int one, int other) {
        int a = Math.min(one, other);
        int b = Math.max(one, other);
        return pointOfEdge.computeIfAbsent((long) a << 32 | b, key -> {
            Geometry grid = field.geometry();
            double share = (level - field.data()[a]) / (field.data()[b] - field.data()[a]);
            points.add(grid.affine()
                    .apply(
                            grid.x(a) + share * (grid.x(b) - grid.x(a)),
                            grid.y(a) + share * (grid.y(b) - grid.y(a)),
                            grid.z(a) + share * (grid.z(b) - grid.z(a))));
            return points.size() - 1;
        });
    }

    /** Turned so that the inner corner lies behind it. */
    private void add(int inner, int a, int b, int c) {
        if (a == b || b == c || a == c) {
            return;
        }
        double[] p = points.get(a);
        double[] u = minus(points.get(b), p);
        double[] v = minus(points.get(c), p);
        double[] behind = minus(field.geometry().point(inner), p);
        double[] normal = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
        double side = normal[0] * behind[0] + normal[1] * behind[1] + normal[2] * behind[2];
        triangles.add(side <= 0 ? new int[] {a, b, c} : new int[] {a, c, b});
    }

    private static double[] minus(double[] a, double[] b) {
        return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    List<double[]> points() {
        return points;
    }

    List<int[]> triangles() {
        return triangles;
    }

    /** In the format MZ3 of Surf Ice, gzipped, as the page's viewer reads it. */
    public byte[] mz3() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(16 + 12 * triangles.size() + 12 * points.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        file.putShort((short) 0x5A4D);
        // Triangles and points follow.
        file.putShort((short) 3);
        file.putInt(triangles.size());
        file.putInt(points.size());
        file.putInt(0);
        for (int[] triangle : triangles) {
            for (int corner : triangle) {
                file.putInt(corner);
            }
        }
        for (double[] point : points) {
            for (double coordinate : point) {
                file.putFloat((float) coordinate);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(file.array());
        }
        return out.toByteArray();
    }
}
