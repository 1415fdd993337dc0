package org.substantia.synthesis.deformation;

import java.util.ArrayList;
import java.util.List;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/** Where the voxels of every nucleus lie: x, y, z in turn, mm. */
final class LabelPositions {
    private final List<float[]> byLabel;

    private LabelPositions(List<float[]> byLabel) {
        this.byLabel = byLabel;
    }

    /**
     * @param map QSM labels
     * @throws IllegalArgumentException if there is another label
     */
    static LabelPositions of(LabelMap map) {
        int labels = Nucleus.values().length;
        int[] counts = new int[labels + 1];
        map.forEachLabeled((index, label) -> {
            if (label < 0 || label > labels) {
                throw new IllegalArgumentException("a nucleus has a label of 1 to " + labels + ", not " + label);
            }
            counts[label]++;
        });
        List<float[]> positions = new ArrayList<>();
        for (int label = 1; label <= labels; label++) {
            positions.add(new float[3 * counts[label]]);
        }
        int[] next = new int[labels + 1];
        Geometry g = map.geometry();
        Affine a = g.affine();
        map.forEachLabeled((index, label) -> {
            int x = g.x(index);
            int y = g.y(index);
            int z = g.z(index);
            float[] to = positions.get(label - 1);
            to[next[label]++] = (float) a.applyX(x, y, z);
            to[next[label]++] = (float) a.applyY(x, y, z);
            to[next[label]++] = (float) a.applyZ(x, y, z);
        });
        return new LabelPositions(positions);
    }

    /** By QSM label, from 1 on; not copies. */
    List<float[]> all() {
        return byLabel;
    }

    /** Not a copy. */
    float[] of(Nucleus nucleus) {
        return byLabel.get(nucleus.qsmLabel() - 1);
    }

    /** The mean of a nucleus' places, as a new array of three. */
    double[] center(Nucleus nucleus) {
        float[] places = of(nucleus);
        double[] sum = new double[3];
        for (int i = 0; i < places.length; i++) {
            sum[i % 3] += places[i];
        }
        int count = places.length / 3;
        return new double[] {sum[0] / count, sum[1] / count, sum[2] / count};
    }
}
