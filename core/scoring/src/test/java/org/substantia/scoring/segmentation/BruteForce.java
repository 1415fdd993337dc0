package org.substantia.scoring.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/** The definitions word for word, every border voxel against every other. */
final class BruteForce {
    private BruteForce() {}

    static OverlapMetrics overlap(LabelMap truth, LabelMap prediction, int label) {
        int t = 0;
        int p = 0;
        int shared = 0;
        for (int i = 0; i < truth.geometry().voxelCount(); i++) {
            boolean inTruth = truth.get(i) == label;
            boolean inPrediction = prediction.get(i) == label;
            t += inTruth ? 1 : 0;
            p += inPrediction ? 1 : 0;
            shared += inTruth && inPrediction ? 1 : 0;
        }
        return new OverlapMetrics(t, p, shared);
    }

    static SurfaceMetrics surface(
            LabelMap truth, LabelMap prediction, int label, double tolerance, double sx, double sy, double sz) {
        double[] there = directed(border(truth, label), border(prediction, label), sx, sy, sz);
        double[] back = directed(border(prediction, label), border(truth, label), sx, sy, sz);
        double[] joined = DoubleStream.concat(Arrays.stream(there), Arrays.stream(back))
                .sorted()
                .toArray();
        return new SurfaceMetrics(
                joined[joined.length - 1],
                percentile95(joined),
                Math.max(percentile95(there), percentile95(back)),
                (Arrays.stream(there).average().orElseThrow()
                                + Arrays.stream(back).average().orElseThrow())
                        / 2,
                (double) Arrays.stream(joined).filter(d -> d <= tolerance).count() / joined.length);
    }

    private static double percentile95(double[] sorted) {
        double rank = 0.95 * (sorted.length - 1);
        int low = (int) Math.floor(rank);
        int high = (int) Math.ceil(rank);
        return sorted[low] + (rank - low) * (sorted[high] - sorted[low]);
    }

    private static double[] directed(List<int[]> from, List<int[]> to, double sx, double sy, double sz) {
        return from.stream()
                .mapToDouble(a -> to.stream()
                        .mapToDouble(b -> {
                            double dx = (a[0] - b[0]) * sx;
                            double dy = (a[1] - b[1]) * sy;
                            double dz = (a[2] - b[2]) * sz;
                            return Math.sqrt(dx * dx + dy * dy + dz * dz);
                        })
                        .min()
                        .orElseThrow())
                .sorted()
                .toArray();
    }

    private static List<int[]> border(LabelMap map, int label) {
        int[][] neighbors = {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
        Geometry g = map.geometry();
        List<int[]> border = new ArrayList<>();
        for (int z = 0; z < g.nz(); z++) {
            for (int y = 0; y < g.ny(); y++) {
                for (int x = 0; x < g.nx(); x++) {
                    if (map.get(x, y, z) != label) {
                        continue;
                    }
                    for (int[] n : neighbors) {
                        if (!g.contains(x + n[0], y + n[1], z + n[2])
                                || map.get(x + n[0], y + n[1], z + n[2]) != label) {
                            border.add(new int[] {x, y, z});
                            break;
                        }
                    }
                }
            }
        }
        return border;
    }
}
