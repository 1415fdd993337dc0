package org.substantia.learning.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.tensor.Tensors;

/**
 * How far a student's probabilities are from those of its teacher (Hinton et al. 2015): the Kullback-Leibler divergence
 * of both at a temperature T, {@code T^2 sum b(v) KL(q_T(v) || p_T(v)) / sum b(v)}. The weights b are those of
 * {@link SegmentationLoss}. The factor T^2 keeps the size of the gradient. Immutable and safe to share.
 *
 * <p>The teacher gives probabilities and not logits, since it may be the mean of several networks; {@code q_T} is
 * {@code q^(1/T)}, scaled to a sum of 1. For one network this is the same as dividing its logits by T.
 *
 * @param temperature above 1, what the teacher holds possible but unlikely counts more
 * @param border added weight of a voxel at a border, 0 for none
 * @param far weight of a voxel far from every structure, 1 for that of any other
 */
public record DistillationLoss(double temperature, float border, float far) {
    /** Less than any probability that matters; keeps the logarithm finite. */
    private static final double MIN_PROBABILITY = 1e-8;

    public DistillationLoss {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("a temperature must be above 0, not " + temperature);
        }
    }

    /**
     * A scalar to go back from. To be called within a PointerScope.
     *
     * @param logits of the student, (classes, voxels)
     * @param teacher its probabilities, likewise; float32, without gradient
     * @param places 0, {@link SegmentationLoss#AT_BORDER} or {@link SegmentationLoss#FAR}; by voxel
     */
    public Tensor of(Tensor logits, Tensor teacher, byte[] places) {
        Scalar cooling = new Scalar(1 / temperature);
        Tensor student = torch.log_softmax(logits.to(ScalarType.Float).mul(cooling), 0);
        Tensor wanted = torch.log_softmax(
                teacher.clamp_min(new Scalar(MIN_PROBABILITY)).log().mul(cooling), 0);
        Tensor divergence = wanted.exp().mul(wanted.sub(student)).sum(0);
        float[] weights = LossPlaces.weights(places, border, far);
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        Tensor weight = Tensors.of(weights, weights.length).to(logits.device(), ScalarType.Float);
        return divergence.mul(weight).sum().mul(new Scalar(temperature * temperature / Math.max(sum, 1e-6)));
    }
}
