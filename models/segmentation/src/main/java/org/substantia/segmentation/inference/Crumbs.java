package org.substantia.segmentation.inference;

import java.util.Map;
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

    /** The map, of labels up to 255, without crumbs; the same map where there are none. */
    static LabelMap removed(LabelMap labels) {
        ConnectedComponents pieces = ConnectedComponents.ofLabels(labels, Connectivity.FACES);
        Map<Integer, Integer> voxels = labels.counts();
        boolean[] crumb = new boolean[pieces.count() + 1];
        boolean any = false;
        for (int c = 1; c <= pieces.count(); c++) {
            int label = pieces.label(c);
            crumb[c] = c != pieces.largest(label).orElseThrow() && pieces.size(c) < MAX_SHARE * voxels.get(label);
            any |= crumb[c];
        }
        return any ? replaced(labels, pieces, crumb) : labels;
    }

    private static LabelMap replaced(LabelMap labels, ConnectedComponents pieces, boolean[] crumb) {
        LabelMap numbers = pieces.map();
        int[][] around = new int[crumb.length][];
        Geometry g = labels.geometry();
        labels.forEachLabeled((index, label) -> {
            int piece = numbers.get(index);
            if (crumb[piece]) {
                if (around[piece] == null) {
                    around[piece] = new int[256];
                }
                countNeighbors(labels, g, index, label, around[piece]);
            }
        });
        byte[] out = new byte[g.voxelCount()];
        labels.forEachLabeled((index, label) -> {
            int piece = numbers.get(index);
            out[index] = (byte) (crumb[piece] ? mostFrequent(around[piece]) : label);
        });
        return LabelMap.ofBytes(g, out);
    }

    private static void countNeighbors(LabelMap labels, Geometry g, int index, int label, int[] counts) {
        int x = g.x(index);
        int y = g.y(index);
        int z = g.z(index);
        for (int side = 0; side < 6; side++) {
            int step = (side & 1) == 0 ? 1 : -1;
            int nx = x + (side / 2 == 0 ? step : 0);
            int ny = y + (side / 2 == 1 ? step : 0);
            int nz = z + (side / 2 == 2 ? step : 0);
            int other = g.contains(nx, ny, nz) ? labels.get(g.index(nx, ny, nz)) : 0;
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
