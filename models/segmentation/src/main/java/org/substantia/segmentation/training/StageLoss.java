package org.substantia.segmentation.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.loss.SegmentationLoss;
import org.substantia.learning.network.Logits;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Stage;

/** The loss of one stage's network: its heads and auxiliary heads against the labels, and against a teacher if any. */
final class StageLoss {
    /**
     * Weight of each head's loss. The challenge's 0.6 and 0.4 were tried: the sixteen nuclei are learned soon, the
     * nigra's NM tracing hardly moved in 4,000 steps.
     */
    private static final double HEAD = 0.5;
    /** Weight of the first auxiliary head's loss (deep supervision), halved from level to level. */
    private static final double AUXILIARY = 0.3;
    /** Added weight of a voxel at a border. */
    static final float BORDER = 2;
    /** Weight of a voxel far from all structures of a label set. */
    static final float FAR = 0.05f;

    private final List<LabelSet> labelSets;
    private final List<SegmentationLoss> lossOf;
    private final Optional<SoftLoss> soft;

    StageLoss(Stage stage, List<LabelSet> labelSets, Optional<SoftTargets> targets) {
        this.labelSets = labelSets;
        this.lossOf = labelSets.stream().map(StageLoss::loss).toList();
        this.soft = targets.map(wanted -> new SoftLoss(stage, wanted));
    }

    private static SegmentationLoss loss(LabelSet labelSet) {
        float[] dice = new float[labelSet.classes()];
        for (int c = 1; c < dice.length; c++) {
            dice[c] = (float) labelSet.structures().get(c - 1).weight();
        }
        return new SegmentationLoss(dice, BORDER, FAR);
    }

    /**
     * A scalar to go back from. To be called within a PointerScope.
     *
     * @param input of the network
     * @param logits its output
     * @param averages of the log, to which what is found is added
     */
    Tensor of(StepInput step, Tensor input, Logits logits, Averages averages) {
        List<Tensor> losses = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        double hardShare = 1 - soft.map(SoftLoss::share).orElse(0.0);
        if (hardShare > 0) {
            addHeads(step, logits, hardShare * HEAD, losses, shares, averages);
            addAuxiliaryHeads(step, logits, hardShare * HEAD * AUXILIARY, losses, shares);
        }
        if (soft.isPresent()) {
            // In the same proportion as each head against the labels.
            Tensor distance = soft.get().of(input, logits).mul(new Scalar(HEAD));
            averages.addDistillation(distance.item_double());
            losses.add(distance);
            shares.add(soft.get().share());
        }
        return SegmentationLoss.weighted(losses, shares);
    }

    private void addHeads(
            StepInput step, Logits logits, double share, List<Tensor> losses, List<Double> shares, Averages averages) {
        for (int h = 0; h < labelSets.size(); h++) {
            StepInput.Target target = step.heads().get(h);
            if (!target.isEmpty()) {
                SegmentationLoss.Value value =
                        lossOf.get(h).of(logits.heads().get(h), target.labels(), target.places());
                losses.add(value.loss());
                shares.add(share);
                averages.addDice(labelSets.get(h), value.dice());
            }
        }
    }

    private void addAuxiliaryHeads(
            StepInput step, Logits logits, double share, List<Tensor> losses, List<Double> shares) {
        int levels = step.auxiliary().size();
        for (int i = 0; i < levels; i++) {
            int level = levels - i;
            StepInput.Target target = step.auxiliary().get(level - 1);
            losses.add(lossOf.get(0)
                    .of(logits.auxiliary().get(i), target.labels(), target.places())
                    .loss());
            shares.add(share / (1 << (level - 1)));
        }
    }
}
