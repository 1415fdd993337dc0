package org.substantia.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.substantia.foundation.adapter.LoraAdapter;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.encoder.Tokens;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.layer.Bias;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;

/**
 * Processor seconds that an encoder of DINOv2's shapes takes for one slice of 224 x 224 on one thread, with random
 * weights: its features, and training steps (there and back, without the optimizer) by LoRA, of the last two blocks on
 * cached tokens, and of everything. Processor time and not time by the clock, so that a machine with other work tells
 * the same. Arguments: rounds, then shapes ({@code S}, {@code B}).
 */
public final class EncoderCost {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int SIDE = 224;
    private static final int DEPTH = 12;
    private static final int RANK = 8;

    private EncoderCost() {}

    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[0]);
        ComputeDevice.choose("cpu", "auto");
        ComputeDevice.useThreads(1);
        System.out.println("shape, precision; processor s a slice: features, LoRA, last 2, full");
        for (String shape : Arrays.asList(args).subList(1, args.length)) {
            int width = shape.equals("S") ? 384 : 768;
            for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
                VisionEncoder encoder = new VisionEncoder(architecture(width), precision);
                LoraAdapter lora =
                        LoraAdapter.initialize(encoder.architecture(), LoraAdapter.USUAL_TARGETS, RANK, 2.0 * RANK, 1);
                System.out.printf(
                        Locale.ROOT,
                        "%s, %s: %.2f, %.2f, %.2f, %.2f%n",
                        shape,
                        precision,
                        seconds(encoder, name -> false, 0, rounds),
                        seconds(encoder.adapted(lora.layers()), lora::trains, 0, rounds),
                        seconds(encoder, name -> name.matches("blocks\\.1[01]\\..*|norm\\..*"), DEPTH - 2, rounds),
                        seconds(encoder, name -> !name.equals("mask_token"), 0, rounds));
            }
        }
    }

    private static Architecture architecture(int width) {
        return new Architecture(
                Family.DINOV2,
                new Architecture.Embedding(14, 37, true, PositionRule.BICUBIC_OFFSET, 0, true),
                width,
                DEPTH,
                width / 64,
                4 * width,
                Activation.GELU,
                Bias.FULL,
                true,
                1e-6,
                0,
                Optional.empty());
    }

    /** The median of some rounds behind one that warms up. */
    private static double seconds(VisionEncoder encoder, Predicate<String> trained, int from, int rounds) {
        double[] seconds = new double[rounds];
        try (Device cpu = new Device("cpu");
                Parameters weights = Parameters.initialize(encoder.declarations(trained), 1, cpu)) {
            for (int round = -1; round < rounds; round++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor images = torch.randn(1, 3, SIDE, SIDE);
                    Tokens tokens = below(encoder, images, weights, from);
                    long start = SYSTEM.getProcessCpuTime();
                    pass(encoder, images, tokens, from, weights);
                    if (round >= 0) {
                        seconds[round] = (SYSTEM.getProcessCpuTime() - start) / 1e9;
                    }
                }
            }
        }
        Arrays.sort(seconds);
        return seconds[rounds / 2];
    }

    /** What would come from a cache. */
    private static Tokens below(VisionEncoder encoder, Tensor images, Parameters weights, int from) {
        try (NoGradGuard still = new NoGradGuard()) {
            Tokens tokens = encoder.embed(images, weights);
            for (int block = 0; block < from; block++) {
                tokens = encoder.block(block, tokens, weights);
            }
            return tokens;
        }
    }

    private static void pass(VisionEncoder encoder, Tensor images, Tokens cached, int from, Parameters weights) {
        if (weights.trainable().isEmpty()) {
            try (NoGradGuard still = new NoGradGuard()) {
                encoder.forward(images, weights).pooled();
            }
            return;
        }
        Tokens tokens = from == 0 ? encoder.embed(images, weights) : cached;
        for (int block = from; block < DEPTH; block++) {
            tokens = encoder.block(block, tokens, weights);
        }
        encoder.finish(tokens, weights).pooled().sum().backward();
    }
}
