package org.substantia.foundation.encoder;

import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.foundation.layer.Linear;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;

/**
 * Multi-head self-attention (Vaswani et al. 2017), queries, keys and values from one matrix.
 *
 * @param qkv to the queries, keys and values of all heads
 * @param projection of the joined heads
 */
record Attention(Layer qkv, Layer projection, int heads) {
    /** What is added to the scores before their softmax, found from the queries. */
    @FunctionalInterface
    interface ScoreBias {
        /**
         * @param queries shape (batch, heads, tokens, head width), not scaled
         * @return shape (batch, heads, tokens, tokens)
         */
        Tensor of(Tensor queries);
    }

    static Attention of(String name, Architecture a) {
        return new Attention(
                new Linear(name + ".qkv", a.width(), 3 * a.width(), a.attentionBias()),
                Linear.of(name + ".proj", a.width(), a.width()),
                a.heads());
    }

    Attention adapted(Adapter adapter) {
        return new Attention(qkv.adapted(adapter), projection.adapted(adapter), heads);
    }

    void declare(Declarations declarations) {
        qkv.declare(declarations);
        projection.declare(declarations);
    }

    /** @param x shape (batch, tokens, width), in the number format to compute in */
    Tensor apply(Tensor x, Optional<Rotation> rotation, Optional<ScoreBias> bias, Weights weights) {
        long batch = x.size(0);
        long tokens = x.size(1);
        long width = x.size(2);
        Tensor all = qkv.apply(x, weights)
                .reshape(batch, tokens, 3, heads, width / heads)
                .permute(2, 0, 3, 1, 4);
        Tensor q = all.select(0, 0);
        Tensor k = all.select(0, 1);
        Tensor v = all.select(0, 2);
        Optional<Tensor> added = bias.isPresent() ? Optional.of(bias.get().of(q)) : Optional.empty();
        if (rotation.isPresent()) {
            q = rotation.get().apply(q);
            k = rotation.get().apply(k);
        }
        Tensor joined = attend(q, k, v, added).transpose(1, 2).reshape(batch, tokens, width);
        return projection.apply(joined, weights);
    }

    private static Tensor attend(Tensor q, Tensor k, Tensor v, Optional<Tensor> added) {
        if (Tensors.isFloat32(q) || q.is_cuda()) {
            TensorOptional mask = added.isPresent() ? new TensorOptional(added.get()) : new TensorOptional();
            return scaled_dot_product_attention(q, k, v, mask, 0, false, new DoubleOptional(), false);
        }
        // On processors libtorch's bfloat16 kernel is six times slower than these three lines.
        Tensor scores = q.mul(new Scalar(1 / Math.sqrt((double) q.size(3)))).matmul(k.transpose(2, 3));
        Tensor biased = added.isPresent() ? scores.add(added.get()) : scores;
        return biased.softmax(-1, new ScalarTypeOptional(ScalarType.Float))
                .to(q.scalar_type())
                .matmul(v);
    }
}
