package org.substantia.segmentation.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;

/** The networks of a plan's refinements. Only those that were trained or came with an initial model are written. */
final class RefinementTrainers implements AutoCloseable {
    private final SegmentationPlan plan;
    private final List<StageTrainer> trainers = new ArrayList<>();
    private final Set<Integer> usable = new TreeSet<>();

    /** @param trainer makes the trainer of a refinement of an index in the plan */
    RefinementTrainers(SegmentationPlan plan, BiFunction<Refinement, Integer, StageTrainer> trainer) {
        this.plan = plan;
        for (int i = 0; i < plan.refinements().size(); i++) {
            trainers.add(trainer.apply(plan.refinements().get(i), i));
        }
    }

    StageTrainer get(int index) {
        return trainers.get(index);
    }

    void markUsable(int index) {
        usable.add(index);
    }

    /** Takes over those that the initial model has. */
    void initialize(InitialModel initial) throws IOException {
        for (int i = 0; i < trainers.size(); i++) {
            Refinement refinement = plan.refinements().get(i);
            LabelSet labelSet = plan.labelSets().get(plan.indexOf(refinement));
            if (initial.restore(refinement, labelSet, trainers.get(i).weights())) {
                trainers.get(i).restartAverage();
                markUsable(i);
            }
        }
    }

    /** The plan with the usable refinements alone. */
    SegmentationPlan usablePlan() {
        return plan.withRefinements(usable.stream().map(plan.refinements()::get).toList());
    }

    /** The weights to predict with, of the usable refinements in the plan's order. */
    List<Map<String, Tensor>> averages() {
        return usable.stream().map(i -> trainers.get(i).average()).toList();
    }

    @Override
    public void close() {
        trainers.forEach(StageTrainer::close);
    }
}
