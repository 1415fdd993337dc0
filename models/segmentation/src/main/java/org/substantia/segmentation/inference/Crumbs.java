package org.substantia.segmentation.inference;

import java.util.Map;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;

/**
 * Small pieces of a structure that touch the rest of it at an edge or a corner at most. They arise where two nuclei and
 * the background are about equally likely, as around the anterior commissure, and become what surrounds them.
 */
final class Crumbs {
    /** A piece with a smaller share of its structure's voxels is a crumb. */
    private static final double MAX_SHARE = 0.03;

    private Crumbs() {}

    /** The map without crumbs; the same map where there are none. */
    static LabelMap removed(LabelMap labels) {
        if (labels.boundingBox().isEmpty()) {
            return labels;
        }
        BoundingBox box = labels.boundingBox().get();
        LabelMap part = labels.crop(box);
        ConnectedComponents pieces = ConnectedComponents.ofLabels(part, Connectivity.FACES);
        Map<Integer, Integer> voxels = part.counts();
        boolean[] crumb = new boolean[pieces.count() + 1];
        boolean any = false;
        for (int c = 1; c <= pieces.count(); c++) {
            int label = pieces.label(c);
            crumb[c] = c != pieces.largest(label).orElseThrow() && pieces.size(c) < MAX_SHARE * voxels.get(label);
            any |= crumb[c];
        }
        return any ? replaced(labels, part, box, pieces, crumb) : labels;
    }

    private static LabelMap replaced(
            LabelMap labels, LabelMap part, BoundingBox box, ConnectedComponents pieces, boolean[] crumb) {
        LabelMap numbers = pieces.map();
        int[][] around = new int[crumb.length][];
        Geometry g = part.geometry();
        part.forEachLabelled((index, label) -> {
            int piece = numbers.get(index);
            if (crumb[piece]) {
                if (around[piece] == null) {
                    around[piece] = new int[256];
                }
                countNeighbors(part, g, index, label, around[piece]);
            }
        });
        byte[] out = new byte[labels.geometry().voxelCount()];
        part.forEachLabelled((index, label) -> {
            int piece = numbers.get(index);
            int value = crumb[piece] ? mostFrequent(around[piece]) : label;
            int at = labels.geometry().index(box.minX() + g.x(index), box.minY() + g.y(index), box.minZ() + g.z(index));
            out[at] = (byte) value;
        });
        return LabelMap.ofBytes(labels.geometry(), out);
    }

    private static void countNeighbors(LabelMap part, Geometry g, int index, int label, int[] counts) {
        int x = g.x(index);
        int y = g.y(index);
        int z = g.z(index);
        for (int side = 0; side < 6; side++) {
            int step = (side & 1) == 0 ? 1 : -1;
            int nx = x + (side / 2 == 0 ? step : 0);
            int ny = y + (side / 2 == 1 ? step : 0);
            int nz = z + (side / 2 == 2 ? step : 0);
            int other = g.contains(nx, ny, nz) ? part.get(g.index(nx, ny, nz)) : 0;
            if (other != label) {
                counts[other]++;
            }
        }
    }

    private static int mostFrequent(int[] counts) {
        int best = 0;
        for (int label = 1; label < counts.length; label++) {
            if (counts[label] > counts[best]) {
                best = label;
            }
        }
        return best;
    }
}
