package org.substantia.learning.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.tensor.Tensors;

/**
 * Soft Dice plus cross-entropy (as nnU-Net, Isensee et al. 2021). Each class's Dice has its own weight; voxels at the
 * border between labels count more in the cross-entropy, since borders decide the score. Immutable and safe to share.
 *
 * <p>Dice is averaged over the classes that the example holds (background left out), {@code sum w (1 - D) / sum w};
 * cross-entropy is the mean over voxels, {@code -sum b(v) log p(v) / sum b(v)}, with {@code b = 1 + border} where a
 * neighbor has another label and {@code b = far} far from every structure of the label set; otherwise a small structure
 * would weigh next to nothing beside the background. Classes have no weights there: they would move borders towards the
 * lighter class.
 */
public final class SegmentationLoss {
    /** Keeps a class of few voxels from being all or nothing. */
    private static final double SMOOTH = 1;

    /** Place of a voxel with a neighbor of another label. */
    public static final byte AT_BORDER = 1;
    /** Place of a voxel far from every structure; all other voxels are at place 0. */
    public static final byte FAR = 2;

    private final float[] diceWeights;
    private final float border;
    private final float far;

    /**
     * @param diceWeights by class, background first (its own is not used)
     * @param border added weight of a voxel at a border, 0 for none
     * @param far weight of a voxel far from every structure, 1 for that of any other
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
     * @param logits (classes, voxels)
     * @param labels one per voxel, in that order
     * @param places 0, {@link #AT_BORDER} or {@link #FAR}; likewise
     * @throws IllegalArgumentException if a label is no class
     */
    public Value of(Tensor logits, byte[] labels, byte[] places) {
        int[] counts = counts(labels);
        float[] voxelWeights = LossPlaces.weights(places, border, far);
        double sum = 0;
        for (float voxelWeight : voxelWeights) {
            sum += voxelWeight;
        }
        var device = logits.device();
        Tensor target = Tensors.of(labels, labels.length).to(device, ScalarType.Long);
        Tensor weight = Tensors.of(voxelWeights, labels.length).to(device, ScalarType.Float);

        Tensor logProbabilities = torch.log_softmax(logits.to(ScalarType.Float), 0);
        Tensor ofTruth = logProbabilities.gather(0, target.unsqueeze(0)).squeeze(0);
        Tensor crossEntropy = ofTruth.mul(weight).sum().mul(new Scalar(-1 / Math.max(sum, 1e-6)));

        Tensor dice = dice(logProbabilities, ofTruth, target, counts);
        float[] shares = shares(counts);
        boolean anyStructure = IntStream.range(1, classes()).anyMatch(c -> counts[c] > 0 && diceWeights[c] > 0);
        Tensor loss = crossEntropy.sub(dice.mul(Tensors.of(shares, classes()).to(device, ScalarType.Float))
                .sum());
        float[] values = Tensors.toFloats(dice.detach());
        for (int c = 0; c < values.length; c++) {
            values[c] = counts[c] > 0 ? values[c] : Float.NaN;
        }
        return new Value(loss.add(new Scalar(anyStructure ? 1 : 0)), values);
    }

    /** Voxels of each class. */
    private int[] counts(byte[] labels) {
        int[] counts = new int[classes()];
        for (byte value : labels) {
            int label = value & 0xff;
            if (label >= counts.length) {
                throw new IllegalArgumentException("label " + label + " is none of the " + counts.length + " classes");
            }
            counts[label]++;
        }
        return counts;
    }

    /** The weight of each class that the example holds, background left out, by their sum. */
    private float[] shares(int[] counts) {
        double sum = 0;
        for (int c = 1; c < counts.length; c++) {
            sum += counts[c] > 0 ? diceWeights[c] : 0;
        }
        float[] shares = new float[counts.length];
        for (int c = 1; c < counts.length && sum > 0; c++) {
            shares[c] = counts[c] > 0 ? (float) (diceWeights[c] / sum) : 0;
        }
        return shares;
    }

    /** Soft Dice of each class. */
    private static Tensor dice(Tensor logProbabilities, Tensor ofTruth, Tensor target, int[] counts) {
        var device = logProbabilities.device();
        float[] truth = new float[counts.length];
        for (int c = 1; c < counts.length; c++) {
            truth[c] = counts[c];
        }
        Tensor none = torch.zeros(new long[] {counts.length}, new TensorOptions(ScalarType.Float))
                .to(device, ScalarType.Float);
        Tensor overlap = torch.index_add(none, 0, target, ofTruth.exp());
        Tensor predicted = logProbabilities.exp().sum(1);
        Scalar smooth = new Scalar(SMOOTH);
        return overlap.mul(new Scalar(2))
                .add(smooth)
                .div(predicted
                        .add(Tensors.of(truth, counts.length).to(device, ScalarType.Float))
                        .add(smooth));
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
