package org.substantia.foundation.model;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.encoder.Windows;
import org.substantia.foundation.layer.Bias;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.tensor.Tensors;

/** Networks of every family, small enough for any test, with numbers that are told by their names and places. */
public final class TinyEncoders {
    public static final Architecture DINOV2 = dinov2(0, Activation.GELU, PositionRule.BICUBIC_OFFSET, true, 0);
    public static final Architecture REGISTERS =
            dinov2(2, Activation.SWIGLU, PositionRule.BICUBIC_ANTIALIASED, true, 0);
    public static final Architecture PLAIN = dinov2(0, Activation.GELU, PositionRule.BICUBIC_ANTIALIASED, false, 5);
    public static final Architecture DINOV3 = new Architecture(
            Family.DINOV3,
            new Architecture.Embedding(4, 0, false, PositionRule.ROTARY, 2, true),
            16,
            2,
            2,
            24,
            Activation.SWIGLU,
            Bias.WITHOUT_KEYS,
            true,
            1e-5,
            0,
            Optional.empty());
    public static final Architecture CLIP = new Architecture(
            Family.CLIP,
            new Architecture.Embedding(4, 3, true, PositionRule.BICUBIC, 0, false),
            16,
            2,
            2,
            24,
            Activation.QUICK_GELU,
            Bias.FULL,
            false,
            1e-5,
            6,
            Optional.empty());
    public static final Architecture SAM = new Architecture(
            Family.SAM,
            new Architecture.Embedding(4, 5, true, PositionRule.BICUBIC, 0, false),
            16,
            2,
            2,
            24,
            Activation.GELU,
            Bias.FULL,
            false,
            1e-6,
            0,
            Optional.of(new Windows(2, Set.of(1), 6)));

    public static final Map<String, Architecture> ALL = Map.of(
            "dinov2", DINOV2, "registers", REGISTERS, "plain", PLAIN, "dinov3", DINOV3, "clip", CLIP, "sam", SAM);

    private TinyEncoders() {}

    private static Architecture dinov2(
            int registers, Activation activation, PositionRule positions, boolean layerScale, int projection) {
        return new Architecture(
                Family.DINOV2,
                new Architecture.Embedding(4, 3, true, positions, registers, layerScale),
                16,
                2,
                2,
                24,
                activation,
                Bias.FULL,
                layerScale,
                1e-6,
                projection,
                Optional.empty());
    }

    public static float[] values(Declaration parameter) {
        float[] values = new float[parameter.count()];
        if (parameter.name().equals("rope_embed.periods")) {
            return new float[] {1, 11};
        }
        int dimensions = parameter.shape().size();
        double fanIn =
                dimensions < 2 ? 1 : values.length / (double) parameter.shape().get(0);
        boolean norm = parameter.name().contains("norm") || parameter.name().matches("neck\\.[13]\\..*");
        boolean factor = dimensions == 1
                && ((norm && parameter.name().endsWith("weight"))
                        || parameter.name().endsWith("gamma"));
        double size = dimensions == 1 ? 0.2 : 1.5 / Math.sqrt(fanIn);
        int phase = parameter.name().hashCode() % 1000;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((factor ? 1 : 0) + size * Math.sin(phase + 2.3 * i + 0.01 * i * i));
        }
        return values;
    }

    public static Tensor images(int batch, int rows, int columns) {
        float[] values = new float[batch * 3 * rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.7 * i + 0.003 * i * i);
        }
        return Tensors.of(values, batch, 3, rows, columns);
    }
}
