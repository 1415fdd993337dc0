package org.substantia.foundation.adaptation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;

/**
 * From the features of a patient's slices to log-odds. The slices of a region are weighed by the softmax of their inner
 * products with a learned query (AnyMC3D, arXiv 2512.12887) and summed up; a weighted sum over the features of all
 * regions is what comes out. Features are standardized first. With a query of zero, as training begins, every slice
 * counts the same, and the head is a linear probe.
 *
 * @param regions of a patient
 * @param features of a slice
 * @param weighsSlices whether the query is learned; else it stays at zero
 */
record PoolingHead(int regions, int features, boolean weighsSlices) {
    static final String QUERY = "head.query";
    static final String WEIGHT = "head.weight";
    static final String BIAS = "head.bias";
    private static final String MEAN = "head.mean";
    private static final String DEVIATION = "head.deviation";

    /**
     * Its numbers before they become tensors.
     *
     * @param mean of each feature of each region
     * @param deviation likewise, above 0
     */
    @SuppressWarnings("ArrayRecordComponent") // handed from the probe to the parameters
    record Numbers(float[] mean, float[] deviation, float[] weight, float bias) {}

    static PoolingHead of(Adaptation adaptation, FrozenEncoder encoder, int regions) {
        return new PoolingHead(regions, encoder.featureCount(adaptation.pooling()), adaptation.weighsSlices());
    }

    private Declarations declarations() {
        Declarations declarations = new Declarations();
        Initialization zero = Initialization.constant(0);
        (weighsSlices ? declarations : declarations.frozen()).declare(QUERY, zero, regions, features);
        declarations.declare(WEIGHT, zero, regions, features);
        declarations.declare(BIAS, zero, 1);
        declarations.frozen().declare(MEAN, zero, regions, features);
        declarations.frozen().declare(DEVIATION, Initialization.constant(1), regions, features);
        return declarations;
    }

    List<Declaration> parameters() {
        return List.copyOf(declarations().all());
    }

    /** Of some of its parameters: those of one learning rate, or all. */
    Parameters begin(Numbers numbers, List<String> names, ComputeDevice device) {
        Map<String, float[]> values = new TreeMap<>();
        values.put(QUERY, new float[regions * features]);
        values.put(WEIGHT, numbers.weight());
        values.put(BIAS, new float[] {numbers.bias()});
        values.put(MEAN, numbers.mean());
        values.put(DEVIATION, numbers.deviation());
        Declarations chosen = new Declarations();
        for (Declaration d : declarations().all()) {
            if (names.contains(d.name())) {
                (d.trainable() ? chosen : chosen.frozen()).declare(d.name(), d.initialization(), d.dimensions());
            }
        }
        try (Device where = device.torchDevice()) {
            return Parameters.of(chosen, d -> values.get(d.name()), where);
        }
    }

    /** All of its parameters. */
    Parameters restore(Map<String, float[]> values, ComputeDevice device) {
        try (Device where = device.torchDevice()) {
            return Parameters.of(declarations(), d -> values.get(d.name()), where);
        }
    }

    /** The names of the query and of the rest, which have a learning rate each. */
    static List<List<String>> groups() {
        return List.of(List.of(QUERY), List.of(WEIGHT, BIAS, MEAN, DEVIATION));
    }

    /** @param slices features of each region, shape (slices, features) */
    Tensor logOdds(List<Tensor> slices, Weights weights) {
        Tensor sum = weights.get(BIAS).select(0, 0);
        for (int region = 0; region < regions; region++) {
            sum = sum.add(logOdds(slices.get(region), region, weights));
        }
        return sum;
    }

    /** What a region contributes: 0 where the encoder and the query are as at first and the patient is average. */
    Tensor logOdds(Tensor slices, int region, Weights weights) {
        Tensor standardized = standardized(slices, region, weights);
        Tensor patient = attention(standardized, region, weights).matmul(standardized);
        return patient.dot(weights.get(WEIGHT).select(0, region));
    }

    /** How much each slice of a region counts; they sum up to 1. */
    double[] sliceWeights(Tensor slices, int region, Weights weights) {
        float[] counts = Tensors.toFloats(attention(standardized(slices, region, weights), region, weights));
        double[] shares = new double[counts.length];
        Arrays.setAll(shares, i -> counts[i]);
        return shares;
    }

    /** What is not a number, as the features of a nucleus that was not found, counts as average. */
    private static Tensor standardized(Tensor slices, int region, Weights weights) {
        Tensor standardized = slices.sub(weights.get(MEAN).select(0, region))
                .div(weights.get(DEVIATION).select(0, region));
        return standardized.masked_fill(standardized.isnan(), new Scalar(0));
    }

    private Tensor attention(Tensor standardized, int region, Weights weights) {
        return standardized
                .matmul(weights.get(QUERY).select(0, region))
                .mul(new Scalar(1 / Math.sqrt(features)))
                .softmax(0);
    }
}
