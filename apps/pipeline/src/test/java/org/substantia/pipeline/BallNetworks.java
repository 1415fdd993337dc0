package org.substantia.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.learning.network.Topology;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.localization.NucleiLocalizer;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.WorkingGrid;

/**
 * Networks that see balls at the places which nuclei have in an average head in the middle of the scanner, whatever the
 * images show. For images that share the reference grid.
 */
public class BallNetworks implements Networks {
    /** By structure: about half the usual volume or more where there is room, since most of a head must have that. */
    private static final double[] RADII = {3.4, 3.4, 6.5, 3.4, 3.0, 4.6, 3.4, 5.2};

    private static final double[][] LEFT = {
        {12.3, 25.9, 17.7},
        {23.7, 19.2, 10.4},
        {16.4, 13.5, 7.7},
        {10.6, -0.6, 12.6},
        {9.7, 7.0, 3.0},
        {8.8, 2.4, -2.8},
        {4.0, 0.8, 1.0},
        {12.3, -31.8, -25.2}
    };
    private static final List<String> NAMES = List.of("CN", "Put", "GP", "TH", "STN", "SN", "RN", "DN");

    private final SegmentationPlan plan = smallPlan();
    private final Geometry reference;
    private final Map<String, double[]> centers = new HashMap<>();
    private final Geometry coarse;

    public BallNetworks(Geometry reference) {
        this.reference = reference;
        for (int n = 0; n < LEFT.length; n++) {
            double[] c = LEFT[n];
            centers.put(NAMES.get(n) + "_l", new double[] {-c[0], c[1], c[2]});
            centers.put(NAMES.get(n) + "_r", c);
        }
        this.coarse = WorkingGrid.covering(reference, plan.localizer().spacing(), List.of(2, 2, 2), 80);
    }

    private static SegmentationPlan smallPlan() {
        List<LabelSet> sets = List.of(LabelSet.of(LabelScheme.QSM), LabelSet.of(LabelScheme.NM));
        List<Topology.Level> levels =
                List.of(new Topology.Level(4, List.of(1, 1, 1), 0), new Topology.Level(4, List.of(2, 2, 2), 0));
        List<Integer> blocks = List.of(1, 1, 1);
        return new SegmentationPlan(
                SegmentationPlan.VERSION,
                List.of(Modality.T1, Modality.QSM, Modality.NM),
                new Stage(List.of(4.0, 4.0, 4.0), List.of(48, 48, 36), new Topology(3, blocks, levels, List.of(17))),
                sets.get(0),
                new Stage(List.of(2.0, 2.0, 2.0), List.of(44, 52, 44), new Topology(3, blocks, levels, List.of(17, 3))),
                0,
                sets,
                List.of());
    }

    @Override
    public SegmentationPlan plan() {
        return plan;
    }

    @Override
    public Probabilities localize(float[][] images, int nx, int ny, int nz) {
        return classes(plan.landmarks(), coarse);
    }

    @Override
    public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
        Geometry patch = NucleiLocalizer.find(plan.landmarks(), classes(plan.landmarks(), coarse), coarse)
                .orElseThrow()
                .patch(plan.segmenter(), reference);
        return plan.labelSets().stream().map(set -> classes(set, patch)).toList();
    }

    @Override
    public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
        throw new UnsupportedOperationException("the plan has no refinement");
    }

    /** Nearly 1 in a ball, soft at its surface. */
    private Probabilities classes(LabelSet set, Geometry grid) {
        int voxels = grid.voxelCount();
        float[] values = new float[set.classes() * voxels];
        Affine toWorld = grid.affine();
        int count = set.structures().size();
        double[][] middles = new double[count][];
        double[] radii = new double[count];
        for (int k = 0; k < count; k++) {
            String name = set.structures().get(k).name();
            middles[k] = centers.get(name);
            radii[k] = RADII[NAMES.indexOf(name.substring(0, name.indexOf('_')))];
        }
        for (int v = 0; v < voxels; v++) {
            int row = v / grid.nx();
            int slice = row / grid.ny();
            double[] p = toWorld.apply(v % grid.nx(), row % grid.ny(), slice);
            double left = 1;
            for (int k = 0; k < count; k++) {
                double[] c = middles[k];
                double distance =
                        Math.sqrt(Math.pow(p[0] - c[0], 2) + Math.pow(p[1] - c[1], 2) + Math.pow(p[2] - c[2], 2));
                double share = left / (1 + Math.exp((distance - radii[k]) * 4));
                values[(k + 1) * voxels + v] = (float) share;
                left -= share;
            }
            values[v] = (float) left;
        }
        return new Probabilities(set.classes(), voxels, values);
    }
}
