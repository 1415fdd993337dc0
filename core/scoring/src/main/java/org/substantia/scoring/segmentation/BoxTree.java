package org.substantia.scoring.segmentation;

/**
 * A hierarchy of bounding boxes over points that already lie in an order that keeps neighbors together: every node
 * covers a run of them, its two children one half each. A search prunes by the boxes, so points far from all others
 * cost a few boxes and not a walk through empty space.
 *
 * <p>Distances are squared and weighted by voxel spacing; they are computed from whole voxel differences, exact for
 * unit spacing and free of cancellation for any other.
 */
final class BoxTree {
    private static final int LEAF = 8;

    private final int[] x;
    private final int[] y;
    private final int[] z;
    private final int first;
    private final int end;
    /**
     * Six bounds a node: the smallest x, y, z and the largest x, y, z. The children of node n are 2 n + 1 and 2 n + 2.
     */
    private final int[] boxes;

    /**
     * Over the points {@code first} to {@code end - 1}, at least one; the arrays are not copied and must not change.
     */
    BoxTree(int[] x, int[] y, int[] z, int first, int end) {
        this.x = x;
        this.y = y;
        this.z = z;
        this.first = first;
        this.end = end;
        int nodes = 1;
        for (int largest = end - first; largest > LEAF; largest = (largest + 1) / 2) {
            nodes = 2 * nodes + 1;
        }
        boxes = new int[6 * nodes];
        build(0, first, end);
    }

    private void build(int node, int from, int to) {
        int box = 6 * node;
        if (to - from <= LEAF) {
            enclose(box, from, to);
            return;
        }
        int middle = (from + to) >>> 1;
        build(2 * node + 1, from, middle);
        build(2 * node + 2, middle, to);
        int left = 6 * (2 * node + 1);
        int right = left + 6;
        for (int axis = 0; axis < 3; axis++) {
            boxes[box + axis] = Math.min(boxes[left + axis], boxes[right + axis]);
            boxes[box + 3 + axis] = Math.max(boxes[left + 3 + axis], boxes[right + 3 + axis]);
        }
    }

    private void enclose(int box, int from, int to) {
        int minX = x[from];
        int minY = y[from];
        int minZ = z[from];
        int maxX = minX;
        int maxY = minY;
        int maxZ = minZ;
        for (int i = from + 1; i < to; i++) {
            minX = Math.min(minX, x[i]);
            maxX = Math.max(maxX, x[i]);
            minY = Math.min(minY, y[i]);
            maxY = Math.max(maxY, y[i]);
            minZ = Math.min(minZ, z[i]);
            maxZ = Math.max(maxZ, z[i]);
        }
        boxes[box] = minX;
        boxes[box + 1] = minY;
        boxes[box + 2] = minZ;
        boxes[box + 3] = maxX;
        boxes[box + 4] = maxY;
        boxes[box + 5] = maxZ;
    }

    /** Looks for the nearest point of a tree, again and again. Starts from the point found last; not thread-safe. */
    static final class Search {
        private final BoxTree tree;
        private final double sx;
        private final double sy;
        private final double sz;
        private int qx;
        private int qy;
        private int qz;
        private double enough;
        private double best;
        private int nearest;

        Search(BoxTree tree, double sx, double sy, double sz) {
            this.tree = tree;
            this.sx = sx;
            this.sy = sy;
            this.sz = sz;
            this.nearest = tree.first;
        }

        /**
         * The squared distance from a voxel to its nearest point; or, when some point lies within the squared distance
         * {@code enough}, that of the first such point met. A negative {@code enough} always gives the nearest. Queries
         * that follow each other in space are fastest.
         */
        double nearest(int x, int y, int z, double enough) {
            qx = x;
            qy = y;
            qz = z;
            this.enough = enough;
            best = squaredDistance(nearest);
            if (best > enough) {
                descend(0, tree.first, tree.end);
            }
            return best;
        }

        private void descend(int node, int from, int to) {
            if (to - from <= LEAF) {
                for (int i = from; i < to; i++) {
                    double d = squaredDistance(i);
                    if (d < best) {
                        best = d;
                        nearest = i;
                    }
                }
                return;
            }
            int middle = (from + to) >>> 1;
            int left = 2 * node + 1;
            int right = left + 1;
            double toLeft = squaredDistanceToBox(left);
            double toRight = squaredDistanceToBox(right);
            if (toLeft <= toRight) {
                if (toLeft < best) {
                    descend(left, from, middle);
                }
                if (toRight < best && best > enough) {
                    descend(right, middle, to);
                }
            } else {
                if (toRight < best) {
                    descend(right, middle, to);
                }
                if (toLeft < best && best > enough) {
                    descend(left, from, middle);
                }
            }
        }

        private double squaredDistance(int i) {
            double dx = (tree.x[i] - qx) * sx;
            double dy = (tree.y[i] - qy) * sy;
            double dz = (tree.z[i] - qz) * sz;
            return dx * dx + dy * dy + dz * dz;
        }

        /**
         * Never more than the distance to any point of the box, rounding included, since every operation is monotonic.
         */
        private double squaredDistanceToBox(int node) {
            int[] b = tree.boxes;
            int box = 6 * node;
            double dx = Math.max(0, Math.max(b[box] - qx, qx - b[box + 3])) * sx;
            double dy = Math.max(0, Math.max(b[box + 1] - qy, qy - b[box + 4])) * sy;
            double dz = Math.max(0, Math.max(b[box + 2] - qz, qz - b[box + 5])) * sz;
            return dx * dx + dy * dy + dz * dz;
        }
    }
}
