package org.substantia.learning.optimization;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.substantia.learning.layer.Parameters;

/**
 * AdamW (Loshchilov and Hutter 2019) with gradients clipped by their common norm, and the moving average of the weights
 * that predictions are made with. It changes trainable parameters only. Kernels decay; biases and normalization do not.
 * All state is open, so that a run can be stored and resumed at the exact step. Not thread-safe.
 */
public final class AdamW implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double EPSILON = 1e-8;

    /**
     * @param weightDecay share of a kernel that is taken off per unit of learning rate
     * @param maxNorm gradients are scaled down to this norm
     * @param averageOver steps over which the moving average forgets
     */
    public record Options(double weightDecay, double maxNorm, double averageOver) {}

    private final Parameters parameters;
    private final Options options;
    private final Map<String, Tensor> first = new LinkedHashMap<>();
    private final Map<String, Tensor> second = new LinkedHashMap<>();
    private final Map<String, Tensor> average = new LinkedHashMap<>();
    private long steps;

    /** Begins at step 0, the average at the present weights. */
    public AdamW(Parameters parameters, Options options) {
        this.parameters = parameters;
        this.options = options;
        parameters.trainable().forEach((name, tensor) -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor still = tensor.detach();
                first.put(name, kept(torch.zeros_like(still)));
                second.put(name, kept(torch.zeros_like(still)));
                average.put(name, kept(still.clone()));
            }
        });
    }

    private static Tensor kept(Tensor tensor) {
        tensor.retainReference();
        return tensor;
    }

    /** Steps taken, over all runs. */
    public long steps() {
        return steps;
    }

    /** Resumes a stored run, whose other state is put into {@link #state()}'s tensors. */
    public void resumeAt(long step) {
        steps = step;
    }

    /** Restarts the moving average at the present weights. */
    public void restartAverage() {
        try (NoGradGuard still = new NoGradGuard()) {
            average.forEach((name, tensor) -> tensor.copy_(parameters.get(name)));
        }
    }

    /**
     * First and second moments and the average, as {@code "first." + name}, {@code "second." + name}, {@code "average."
     * + name}.
     */
    public Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        first.forEach((name, tensor) -> all.put("first." + name, tensor));
        second.forEach((name, tensor) -> all.put("second." + name, tensor));
        average.forEach((name, tensor) -> all.put("average." + name, tensor));
        return all;
    }

    /** The moving average of the weights, by the names of the weights. */
    public Map<String, Tensor> average() {
        return Collections.unmodifiableMap(average);
    }

    /**
     * One step along the gradients that a backward pass has left, which are used up.
     *
     * @return the gradients' norm before clipping; when it is not finite, no step was taken
     */
    public double step(double learningRate) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            double norm = norm();
            if (!Double.isFinite(norm)) {
                forgetGradients();
                return norm;
            }
            steps++;
            double scale = Math.min(1, options.maxNorm() / (norm + 1e-6));
            double correction1 = 1 - Math.pow(BETA1, (double) steps);
            double correction2 = 1 - Math.pow(BETA2, (double) steps);
            // A young average forgets sooner; otherwise it would remember the first random weights.
            double forget = Math.max(1 / options.averageOver(), 1 / (1.0 + steps / 2.0));
            parameters.trainable().forEach((name, weight) -> {
                try (PointerScope inner = new PointerScope()) {
                    Tensor gradient = weight.grad();
                    if (!gradient.defined()) {
                        return;
                    }
                    gradient.mul_(new Scalar(scale));
                    Tensor m = first.get(name);
                    Tensor v = second.get(name);
                    m.mul_(new Scalar(BETA1)).add_(gradient, new Scalar(1 - BETA1));
                    v.mul_(new Scalar(BETA2)).addcmul_(gradient, gradient, new Scalar(1 - BETA2));
                    if (weight.dim() > 1 && options.weightDecay() > 0) {
                        weight.mul_(new Scalar(1 - learningRate * options.weightDecay()));
                    }
                    Tensor size = v.div(new Scalar(correction2)).sqrt_().add_(new Scalar(EPSILON));
                    weight.addcdiv_(m, size, new Scalar(-learningRate / correction1));
                    average.get(name).lerp_(weight, new Scalar(forget));
                }
            });
            forgetGradients();
            return norm;
        }
    }

    private double norm() {
        Tensor squares = parameters.trainable().values().stream()
                .map(Tensor::grad)
                .filter(Tensor::defined)
                .map(g -> g.pow(new Scalar(2)).sum())
                .reduce(Tensor::add)
                .orElseThrow(() -> new IllegalStateException("no gradient: a step follows a backward pass"));
        return Math.sqrt(squares.item_double());
    }

    private void forgetGradients() {
        parameters.trainable().values().forEach(weight -> weight.mutable_grad().reset());
    }

    @Override
    public void close() {
        state().values().forEach(Tensor::close);
    }
}
