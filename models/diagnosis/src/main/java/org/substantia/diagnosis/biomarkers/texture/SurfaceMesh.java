package org.substantia.diagnosis.biomarkers.texture;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;

/**
 * The surface halfway between foreground and background voxels: marching cubes (Lorensen and Cline, SIGGRAPH 1987).
 * Instead of a table of triangles, the surface's loops through a cube are traced along its faces; where a face has two
 * opposite corners inside, they are kept apart, on both sides of the face alike, so that the surface is closed.
 */
final class SurfaceMesh {
    /** Corner bits of a cube's faces (x + 2 y + 4 z), each counter-clockwise seen from outside. */
    private static final int[][] FACES = {
        {0, 4, 6, 2}, {1, 3, 7, 5}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 2, 3, 1}, {4, 5, 7, 6}
    };

    /** More than rounding can add to a sum of two distances. */
    private static final double ROUNDING = 1e-12;

    private double volume;
    private double area;
    private double[] vertices = new double[3 * 256];
    private int vertexCount;

    private SurfaceMesh() {}

    static SurfaceMesh of(Mask mask) {
        SurfaceMesh mesh = new SurfaceMesh();
        BoundingBox box = mask.boundingBox().orElseThrow();
        Geometry grid = mask.geometry();
        for (int z = box.minZ() - 1; z <= box.maxZ(); z++) {
            for (int y = box.minY() - 1; y <= box.maxY(); y++) {
                for (int x = box.minX() - 1; x <= box.maxX(); x++) {
                    int inside = 0;
                    for (int corner = 0; corner < 8; corner++) {
                        int cx = x + (corner & 1);
                        int cy = y + (corner >> 1 & 1);
                        int cz = z + (corner >> 2);
                        if (grid.contains(cx, cy, cz) && mask.contains(cx, cy, cz)) {
                            inside |= 1 << corner;
                        }
                    }
                    if (inside != 0 && inside != 255) {
                        // Told from the box, so that the volume is a difference of small numbers.
                        mesh.addCube(inside, x - box.minX(), y - box.minY(), z - box.minZ(), grid.affine());
                    }
                }
            }
        }
        return mesh;
    }

    /** In mm3. */
    double volume() {
        return Math.abs(volume) / 6;
    }

    /** In mm2. */
    double area() {
        return area / 2;
    }

    /**
     * The largest distance between two vertices, in mm. By the triangle inequality two vertices are no farther apart
     * than the sum of their distances from the center, so most of the inner ones need not be looked at.
     */
    double diameter() {
        double[] radii = distancesFromCenter();
        int[] outermostFirst = IntStream.range(0, vertexCount)
                .boxed()
                .sorted(Comparator.comparingDouble(v -> -radii[v]))
                .mapToInt(v -> v)
                .toArray();
        double largest = 0;
        double squared = 0;
        for (int i = 0; i < vertexCount; i++) {
            int a = outermostFirst[i];
            for (int j = 0; j < i; j++) {
                int b = outermostFirst[j];
                if (radii[a] + radii[b] < largest * (1 - ROUNDING)) {
                    break;
                }
                double dx = vertices[3 * a] - vertices[3 * b];
                double dy = vertices[3 * a + 1] - vertices[3 * b + 1];
                double dz = vertices[3 * a + 2] - vertices[3 * b + 2];
                double square = dx * dx + dy * dy + dz * dz;
                if (square > squared) {
                    squared = square;
                    largest = Math.sqrt(square);
                }
            }
        }
        return largest;
    }

    private double[] distancesFromCenter() {
        double[] center = new double[3];
        for (int i = 0; i < 3 * vertexCount; i++) {
            center[i % 3] += vertices[i] / vertexCount;
        }
        double[] radii = new double[vertexCount];
        for (int v = 0; v < vertexCount; v++) {
            double dx = vertices[3 * v] - center[0];
            double dy = vertices[3 * v + 1] - center[1];
            double dz = vertices[3 * v + 2] - center[2];
            radii[v] = Math.sqrt(dx * dx + dy * dy + dz * dz);
        }
        return radii;
    }

    /**
     * Where the surface crosses an edge it enters one of the two faces there and leaves the other, so the faces' links
     * join to closed loops. An edge is named by its two corners, {@code 8 * lower + higher}.
     */
    private void addCube(int inside, int x, int y, int z, Affine affine) {
        int[] next = new int[64];
        for (int[] face : FACES) {
            for (int i = 0; i < 4; i++) {
                int corner = face[i];
                int before = face[(i + 3) & 3];
                if ((inside >> corner & 1) == 1 && (inside >> before & 1) == 0) {
                    int end = i;
                    while ((inside >> face[(end + 1) & 3] & 1) == 1) {
                        end++;
                    }
                    next[edge(before, corner)] = edge(face[end & 3], face[(end + 1) & 3]);
                }
            }
        }
        for (int start = 1; start < 64; start++) {
            if (next[start] != 0) {
                addLoop(next, start, x, y, z, affine);
            }
        }
    }

    private static int edge(int a, int b) {
        return 8 * Math.min(a, b) + Math.max(a, b);
    }

    private void addLoop(int[] next, int start, int x, int y, int z, Affine affine) {
        double[] first = vertex(start, x, y, z, affine);
        double[] last = new double[0];
        int at = start;
        while (next[at] != 0) {
            double[] here = vertex(at, x, y, z, affine);
            keep(here);
            if (last.length > 0) {
                addTriangle(first, last, here);
            }
            last = here;
            int following = next[at];
            next[at] = 0;
            at = following;
        }
    }

    /** In mm from the box's first voxel. */
    private static double[] vertex(int edge, int x, int y, int z, Affine affine) {
        int a = edge >> 3;
        int b = edge & 7;
        double vx = x + ((a & 1) + (b & 1)) / 2.0;
        double vy = y + ((a >> 1 & 1) + (b >> 1 & 1)) / 2.0;
        double vz = z + ((a >> 2) + (b >> 2)) / 2.0;
        double[] out = affine.apply(vx, vy, vz);
        for (int row = 0; row < 3; row++) {
            out[row] -= affine.get(row, 3);
        }
        return out;
    }

    private void keep(double[] vertex) {
        if (3 * vertexCount == vertices.length) {
            vertices = java.util.Arrays.copyOf(vertices, 2 * vertices.length);
        }
        System.arraycopy(vertex, 0, vertices, 3 * vertexCount++, 3);
    }

    private void addTriangle(double[] a, double[] b, double[] c) {
        double ux = b[0] - a[0];
        double uy = b[1] - a[1];
        double uz = b[2] - a[2];
        double vx = c[0] - a[0];
        double vy = c[1] - a[1];
        double vz = c[2] - a[2];
        double nx = uy * vz - uz * vy;
        double ny = uz * vx - ux * vz;
        double nz = ux * vy - uy * vx;
        area += Math.sqrt(nx * nx + ny * ny + nz * nz);
        volume += a[0] * nx + a[1] * ny + a[2] * nz;
    }
}
