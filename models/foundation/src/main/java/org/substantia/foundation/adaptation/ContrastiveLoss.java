package org.substantia.foundation.adaptation;

import static org.bytedeco.pytorch.global.torch.eye;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.tensor.Tensors;

/**
 * The supervised contrastive loss (Khosla et al. 2020, equation 2): patients of one answer are pulled together, those
 * of different answers pushed apart. For each patient i with others P(i) of the same answer,
 *
 * <pre>-1/|P(i)| sum over p in P(i) of log(exp(z_i z_p / t) / sum over a other than i of exp(z_i z_a / t))</pre>
 *
 * and the mean over these patients. Stateless.
 */
final class ContrastiveLoss {
    /** What stands in place of minus infinity, so that gradients stay finite. */
    private static final double NOWHERE = 1e9;

    private ContrastiveLoss() {}

    /**
     * To be called within a PointerScope.
     *
     * @param embeddings shape (patients, any), each of length 1
     * @param temperature t above
     * @return a scalar; empty if no two patients have the same answer
     */
    static Optional<Tensor> of(Tensor embeddings, boolean[] positive, double temperature) {
        int n = positive.length;
        float[] shares = new float[n * n];
        int anchors = 0;
        for (int i = 0; i < n; i++) {
            int same = same(positive, i);
            for (int p = 0; p < n && same > 0; p++) {
                shares[i * n + p] = p != i && positive[p] == positive[i] ? 1f / same : 0;
            }
            anchors += same > 0 ? 1 : 0;
        }
        if (anchors == 0) {
            return Optional.empty();
        }
        Tensor products = embeddings.matmul(embeddings.t()).div(new Scalar(temperature));
        Tensor others = products.sub(eye(n).mul(new Scalar(NOWHERE)).to(embeddings.device(), embeddings.scalar_type()));
        Tensor weights = Tensors.of(shares, n, n).to(embeddings.device(), embeddings.scalar_type());
        return Optional.of(others.log_softmax(1).mul(weights).sum().div(new Scalar(-anchors)));
    }

    private static int same(boolean[] positive, int i) {
        int same = 0;
        for (int p = 0; p < positive.length; p++) {
            same += p != i && positive[p] == positive[i] ? 1 : 0;
        }
        return same;
    }
}
