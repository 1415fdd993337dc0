package org.substantia.segmentation;

import java.util.List;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.learning.network.Topology;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;

/** Two structures, networks of a few hundred weights. */
public final class TinyPlan {
    private TinyPlan() {}

    public static SegmentationPlan plan() {
        LabelSet head = new LabelSet(
                "QSM",
                List.of(new LabelSet.Structure("CN_r", 1, "CN_l", 1), new LabelSet.Structure("CN_l", 2, "CN_r", 1)));
        List<Integer> one = List.of(1, 1, 1);
        List<Topology.Level> levels =
                List.of(new Topology.Level(8, one, 1), new Topology.Level(8, List.of(2, 2, 2), 1));
        Topology coarse = new Topology(2, one, levels, List.of(3));
        Topology fine = new Topology(2, List.of(2, 2, 1), levels, List.of(3));
        return new SegmentationPlan(
                SegmentationPlan.VERSION,
                List.of(Modality.T1, Modality.QSM),
                new Stage(List.of(4.0, 4.0, 4.0), List.of(12, 12, 12), coarse),
                head,
                new Stage(List.of(1.0, 1.0, 2.0), List.of(32, 24, 12), fine),
                0,
                List.of(head),
                List.of(new Refinement(
                        "QSM", Modality.T1, new Stage(List.of(1.0, 1.0, 2.0), List.of(32, 16, 8), fine))));
    }
}
