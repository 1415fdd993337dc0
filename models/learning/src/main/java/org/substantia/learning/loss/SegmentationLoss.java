package org.substantia.learning.loss;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.tensor.Tensors;

/**
 * Soft Dice plus cross-entropy (as nnU-Net, Isensee et al. 2021), each class's Dice by a weight of its own and voxels
 * at the border between labels counting more in the cross-entropy: the score is decided at borders. Immutable and safe
 * to share.
 *
 * <p>Dice is averaged over the classes that the example holds (background left out), {@code sum w (1 - D) / sum w};
 * cross-entropy is the mean over voxels, {@code -sum b(v) log p(v) / sum b(v)}, with {@code b = 1 + border} where a
 * neighbour has another label and {@code b = far} far from every structure of the head: a small structure would else
 * weigh next to nothing beside the background. Classes have no weights there: they would move borders towards the
 * lighter class.
 */
public final class SegmentationLoss {
    /** Keeps a class of few voxels from being all or nothing. */
    private static final double SMOOTH = 1;

    /** Place of a voxel with a neighbour of another label. */
    public static final byte AT_BORDER = 1;
    /** Place of a voxel far from every structure; all other voxels are at place 0. */
    public static final byte FAR = 2;

    private final float[] diceWeights;
    private final float border;
    private final float far;

    /**
     * @param diceWeights by class, background first (its own is not used)
     * @param border what a voxel at a border weighs more, 0 for nothing
     * @param far what a voxel far from every structure weighs, 1 as much as any
     */
    public SegmentationLoss(float[] diceWeights, float border, float far) {
        this.diceWeights = diceWeights.clone();
        this.border = border;
        this.far = far;
    }

    public int classes() {
        return diceWeights.length;
    }

    /**
     * @param loss scalar to go back from
     * @param dice soft Dice of each class of the example, NaN for one it lacks
     */
    @SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
    public record Value(Tensor loss, float[] dice) {}

    /**
     * To be called within a PointerScope.
     *
     * @param logits (voxels, classes)
     * @param labels one a voxel, in the order of the rows
     * @param places 0, {@link #AT_BORDER} or {@link #FAR}; in the order of the rows
     * @throws IllegalArgumentException if a label is no class
     */
    public Value of(Tensor logits, byte[] labels, byte[] places) {
        int classes = classes();
        int[] counts = new int[classes];
        float[] weights = new float[labels.length];
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i] & 0xff;
            if (label >= classes) {
                throw new IllegalArgumentException("label " + label + " is none of the " + classes + " classes");
            }
            counts[label]++;
            weights[i] = places[i] == AT_BORDER ? 1 + border : places[i] == FAR ? far : 1;
            sum += weights[i];
        }
        var device = logits.device();
        Tensor target = Tensors.of(labels, labels.length).to(device, ScalarType.Long);
        Tensor weight = Tensors.of(weights, labels.length).to(device, ScalarType.Float);

        Tensor logProbabilities = torch.log_softmax(logits.to(ScalarType.Float), 1);
        Tensor ofTruth = logProbabilities.gather(1, target.unsqueeze(1)).squeeze(1);
        Tensor crossEntropy = ofTruth.mul(weight).sum().mul(new Scalar(-1 / Math.max(sum, 1e-6)));

        Tensor none = torch.zeros(new long[] {classes}, new TensorOptions(ScalarType.Float))
                .to(device, ScalarType.Float);
        Tensor overlap = torch.index_add(none, 0, target, ofTruth.exp());
        Tensor predicted = logProbabilities.exp().sum(0);
        float[] present = new float[classes];
        float[] truth = new float[classes];
        double weightSum = 0;
        for (int c = 1; c < classes; c++) {
            if (counts[c] > 0) {
                weightSum += diceWeights[c];
            }
            truth[c] = counts[c];
        }
        for (int c = 1; c < classes && weightSum > 0; c++) {
            present[c] = counts[c] > 0 ? (float) (diceWeights[c] / weightSum) : 0;
        }
        Scalar smooth = new Scalar(SMOOTH);
        Tensor dice = overlap.mul(new Scalar(2))
                .add(smooth)
                .div(predicted
                        .add(Tensors.of(truth, classes).to(device, ScalarType.Float))
                        .add(smooth));
        Tensor shares = Tensors.of(present, classes).to(device, ScalarType.Float);
        Tensor loss = crossEntropy.sub(dice.mul(shares).sum());
        float[] values = Tensors.toFloats(dice.detach());
        for (int c = 0; c < classes; c++) {
            values[c] = counts[c] > 0 ? values[c] : Float.NaN;
        }
        return new Value(loss.add(new Scalar(weightSum > 0 ? 1 : 0)), values);
    }

    /** The weighted mean of losses. To be called within a PointerScope. */
    public static Tensor weighted(List<Tensor> losses, List<Double> weights) {
        List<Tensor> terms = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            terms.add(losses.get(i).mul(new Scalar(weights.get(i))));
        }
        return terms.stream().reduce(Tensor::add).orElseThrow();
    }
}
