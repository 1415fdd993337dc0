package org.substantia.scoring.segmentation;

/**
 * A balanced k-d tree over voxels, with the bounding box of every node. A search prunes by the boxes, so voxels far from all
 * others cost a few boxes and not a walk through empty space.
 *
 * <p>A point's place is its position in the tree's own order. Distances are squared and weighted by a {@link Spacing}; they
 * are computed from whole voxel differences, exact for unit spacing and free of cancellation for any other.
 */
final class KdTree {
    private static final int LEAF = 8;

    private final int[] x;
    private final int[] y;
    private final int[] z;
    /** Six bounds a node: the smallest x, y, z and the largest x, y, z. The children of node n are 2 n + 1 and 2 n + 2. */
    private final int[] boxes;

    /** Takes the arrays, of equal length of at least 1, and orders them anew. */
    KdTree(int[] x, int[] y, int[] z) {
        this.x = x;
        this.y = y;
        this.z = z;
        int nodes = 1;
        for (int largest = x.length; largest > LEAF; largest = (largest + 1) / 2) {
            nodes = 2 * nodes + 1;
        }
        boxes = new int[6 * nodes];
        build(0, 0, x.length);
    }

    int size() {
        return x.length;
    }

    private void build(int node, int from, int to) {
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
        int box = 6 * node;
        boxes[box] = minX;
        boxes[box + 1] = minY;
        boxes[box + 2] = minZ;
        boxes[box + 3] = maxX;
        boxes[box + 4] = maxY;
        boxes[box + 5] = maxZ;
        if (to - from <= LEAF) {
            return;
        }
        int middle = (from + to) >>> 1;
        int extentX = maxX - minX;
        int extentY = maxY - minY;
        int extentZ = maxZ - minZ;
        if (extentX >= extentY && extentX >= extentZ) {
            select(x, from, to - 1, middle);
        } else {
            select(extentY >= extentZ ? y : z, from, to - 1, middle);
        }
        build(2 * node + 1, from, middle);
        build(2 * node + 2, middle, to);
    }

    /** Hoare's selection: afterwards no key before {@code middle} is larger and none after it smaller. */
    private void select(int[] keys, int from, int to, int middle) {
        int low = from;
        int high = to;
        while (low < high) {
            int pivot = keys[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (keys[i] < pivot) {
                    i++;
                }
                while (keys[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    swap(i++, j--);
                }
            }
            if (middle <= j) {
                high = j;
            } else if (middle >= i) {
                low = i;
            } else {
                return;
            }
        }
    }

    private void swap(int i, int j) {
        int t = x[i];
        x[i] = x[j];
        x[j] = t;
        t = y[i];
        y[i] = y[j];
        y[j] = t;
        t = z[i];
        z[i] = z[j];
        z[j] = t;
    }

    /** Looks for the nearest point of a tree, again and again. Remembers the last one found; not thread-safe. */
    static final class Search {
        private final KdTree tree;
        private final double sx;
        private final double sy;
        private final double sz;
        private int qx;
        private int qy;
        private int qz;
        private double enough;
        private double best;
        private int place;

        Search(KdTree tree, double sx, double sy, double sz) {
            this.tree = tree;
            this.sx = sx;
            this.sy = sy;
            this.sz = sz;
        }

        /**
         * The squared distance from a voxel to its nearest point; or, when some point lies within the squared distance
         * {@code enough}, that of the first such point met. A negative {@code enough} always gives the nearest. Queries that
         * follow each other in space are fastest, since the search starts from the point found last.
         */
        double nearest(int x, int y, int z, double enough) {
            qx = x;
            qy = y;
            qz = z;
            this.enough = enough;
            best = squaredDistance(place);
            if (best > enough) {
                descend(0, 0, tree.x.length);
            }
            return best;
        }

        private void descend(int node, int from, int to) {
            if (to - from <= LEAF) {
                for (int i = from; i < to; i++) {
                    double d = squaredDistance(i);
                    if (d < best) {
                        best = d;
                        place = i;
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

        /** Never more than the distance to any point of the box, rounding included, since every operation is monotonic. */
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
