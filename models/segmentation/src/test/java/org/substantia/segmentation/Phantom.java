package org.substantia.segmentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.learning.network.Topology;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;

/**
 * A head in which every nucleus is a ball, at the place it has in an average head.
 *
 * @param headToWorld from the head's millimeters (to the left, to the front, up) to RAS millimeters
 * @param centers by the nuclei's names, in the head's millimeters
 */
public record Phantom(Affine headToWorld, Map<String, double[]> centers) {
    /** Of most balls, mm. */
    public static final double RADIUS = 3.4;

    /** Balls nearer to the usual volume, where there is room for them: most of a head must have a usual size. */
    private static final Map<String, Double> RADII = Map.of("GP", 6.5, "SN", 4.6, "DN", 5.2, "TH", 6.5, "STN", 3.0);

    private static final Map<String, double[]> LEFT = Map.of(
            "CN", new double[] {12.3, 25.9, 17.7},
            "Put", new double[] {23.7, 19.2, 10.4},
            "GP", new double[] {16.4, 13.5, 7.7},
            "TH", new double[] {10.6, -0.6, 12.6},
            "STN", new double[] {9.7, 7.0, 3.0},
            "SN", new double[] {8.8, 2.4, -2.8},
            "RN", new double[] {4.0, 0.8, 1.0},
            "DN", new double[] {12.3, -31.8, -25.2});

    /** A head like the average one. */
    public static Phantom at(Affine headToWorld) {
        Map<String, double[]> centers = new HashMap<>();
        LEFT.forEach((structure, c) -> {
            centers.put(structure + "_l", c);
            centers.put(structure + "_r", new double[] {-c[0], c[1], c[2]});
        });
        return new Phantom(headToWorld, centers);
    }

    /** Straight in the scanner, the middle of its nuclei there. */
    public static Phantom straight(double x, double y, double z) {
        return at(Affine.of(-1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z));
    }

    /** Nodding by an angle, chin down. */
    public static Phantom nodding(double degrees, double x, double y, double z) {
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        return at(Affine.of(-1, 0, 0, x, 0, cos, sin, y, 0, -sin, cos, z));
    }

    /** The challenge's structures on coarser grids, with networks as small as they can be. */
    public static SegmentationPlan plan() {
        List<LabelSet> heads = List.of(LabelSet.of(LabelScheme.QSM), LabelSet.of(LabelScheme.NM));
        List<Topology.Level> levels =
                List.of(new Topology.Level(4, List.of(1, 1, 1), 0), new Topology.Level(4, List.of(2, 2, 2), 0));
        List<Integer> fold = List.of(1, 1, 1);
        return new SegmentationPlan(
                SegmentationPlan.VERSION,
                List.of(Modality.T1, Modality.QSM, Modality.NM),
                new Stage(List.of(4.0, 4.0, 4.0), List.of(48, 48, 36), new Topology(3, fold, levels, List.of(17))),
                heads.get(0),
                new Stage(List.of(2.0, 2.0, 2.0), List.of(44, 52, 44), new Topology(3, fold, levels, List.of(17, 3))),
                0,
                heads,
                List.of());
    }

    /** What a perfect network would say of a grid: nearly 1 in a ball, soft at its surface. */
    public Probabilities classes(LabelSet head, Geometry grid) {
        int voxels = grid.voxelCount();
        int classes = head.classes();
        float[] values = new float[classes * voxels];
        Affine toHead = headToWorld.inverse().compose(grid.affine());
        List<Ball> balls = balls(head);
        for (int v = 0; v < voxels; v++) {
            double[] p = place(toHead, grid, v);
            double left = 1;
            for (Ball ball : balls) {
                double share = left / (1 + Math.exp((distance(p, ball.center()) - ball.radius()) * 4));
                values[ball.classIndex() * voxels + v] = (float) share;
                left -= share;
            }
            values[v] = (float) left;
        }
        return new Probabilities(classes, voxels, values);
    }

    /** The balls as labels. */
    public LabelMap labels(LabelSet head, Geometry grid) {
        byte[] labels = new byte[grid.voxelCount()];
        Affine toHead = headToWorld.inverse().compose(grid.affine());
        List<Ball> balls = balls(head);
        for (int v = 0; v < labels.length; v++) {
            double[] p = place(toHead, grid, v);
            for (Ball ball : balls) {
                if (labels[v] == 0 && distance(p, ball.center()) <= ball.radius()) {
                    labels[v] = (byte) ball.label();
                }
            }
        }
        return LabelMap.ofBytes(grid, labels);
    }

    /** Share of labeled voxels, in either map, that carry the same label in both. */
    public static double agreement(LabelMap a, LabelMap b) {
        int same = 0;
        int any = 0;
        for (int v = 0; v < a.geometry().voxelCount(); v++) {
            if (a.get(v) != 0 || b.get(v) != 0) {
                any++;
                same += a.get(v) == b.get(v) ? 1 : 0;
            }
        }
        return same / (double) any;
    }

    /** What stands for a structure; looked up once a grid, not once a voxel. */
    @SuppressWarnings("ArrayRecordComponent") // a point, never compared
    private record Ball(int classIndex, int label, double[] center, double radius) {}

    /** Of the structures that this phantom has. */
    private List<Ball> balls(LabelSet head) {
        List<Ball> balls = new ArrayList<>();
        for (int k = 0; k < head.structures().size(); k++) {
            LabelSet.Structure structure = head.structures().get(k);
            double[] center = centers.get(structure.name());
            if (center != null) {
                balls.add(new Ball(k + 1, structure.label(), center, radius(structure)));
            }
        }
        return balls;
    }

    private static double radius(LabelSet.Structure structure) {
        return RADII.getOrDefault(structure.name().replaceFirst("_[rl]$", ""), RADIUS);
    }

    private static double[] place(Affine toHead, Geometry grid, int voxel) {
        int row = voxel / grid.nx();
        int slice = row / grid.ny();
        return toHead.apply(voxel % grid.nx(), row % grid.ny(), slice);
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }
}
