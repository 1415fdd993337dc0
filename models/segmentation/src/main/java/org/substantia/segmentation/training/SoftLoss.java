package org.substantia.segmentation.training;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.loss.DistillationLoss;
import org.substantia.learning.network.Logits;
import org.substantia.learning.tensor.Tensors;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.SpaceToDepth;

/**
 * The distance of a network's heads to those of its teacher. Voxels weigh as they do against labels, but those at a
 * border or far from all structures are found in the teacher's most likely classes: so they are known where a scan has
 * no labels.
 */
final class SoftLoss {
    private final Stage stage;
    private final SpaceToDepth layout;
    private final SoftTargets targets;
    private final DistillationLoss loss;

    SoftLoss(Stage stage, SoftTargets targets) {
        this.stage = stage;
        this.layout = SpaceToDepth.of(stage.patch(), stage.topology().blockSize());
        this.targets = targets;
        this.loss = new DistillationLoss(targets.temperature(), StageLoss.BORDER, StageLoss.FAR);
    }

    double share() {
        return targets.share();
    }

    /** The sum over the heads. To be called within a PointerScope. */
    Tensor of(Tensor input, Logits logits) {
        List<Tensor> wanted = targets.teacher().probabilities(input);
        return IntStream.range(0, wanted.size())
                .mapToObj(h -> loss.of(logits.heads().get(h), wanted.get(h), places(wanted.get(h))))
                .reduce(Tensor::add)
                .orElseThrow();
    }

    private byte[] places(Tensor probabilities) {
        // libtorch's argmax over the first axis takes as long as the network.
        byte[] rows = new Probabilities((int) probabilities.size(0), layout.voxels(), Tensors.toFloats(probabilities))
                .mostLikely();
        int[] size = {layout.nx(), layout.ny(), layout.nz()};
        return layout.toRows(LossWeightMap.of(layout.fromRows(rows), size, stage.spacing()));
    }
}
