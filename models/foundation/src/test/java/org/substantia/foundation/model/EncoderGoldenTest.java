package org.substantia.foundation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.base.csv.CsvTable;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Features;
import org.substantia.foundation.encoder.Tokens;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.tensor.Tensors;
import org.substantia.testing.Repository;

/**
 * Passes of tiny networks against numbers that were recorded when the same code agreed with the projects' own within
 * 2e-5 ({@link EncoderOracleTest}, whose data are not part of the project).
 */
class EncoderGoldenTest {
    private static final String TABLE = "models/foundation/src/test/resources/golden/encoders.csv";
    private static final int SAMPLES = 8;

    static List<Float> sample(float[] values) {
        List<Float> sample = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            sample.add(values[(int) ((long) i * (values.length - 1) / (SAMPLES - 1))]);
        }
        return sample;
    }

    private static Features forward(VisionEncoder encoder, Parameters weights, int rows, int columns) {
        return encoder.forward(TinyEncoders.images(2, rows, columns), weights);
    }

    private static List<Float> pass(Architecture architecture, int rows, int columns) {
        VisionEncoder encoder = new VisionEncoder(architecture, Precision.FP32);
        try (Device cpu = new Device("cpu");
                Parameters weights = Parameters.of(encoder.declarations(), TinyEncoders::values, cpu);
                PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Features features = forward(encoder, weights, rows, columns);
            List<Float> numbers = new ArrayList<>(sample(Tensors.toFloats(features.patches())));
            features.classToken().ifPresent(t -> numbers.addAll(sample(Tensors.toFloats(t))));
            features.projected().ifPresent(t -> numbers.addAll(sample(Tensors.toFloats(t))));
            return numbers;
        }
    }

    private static Map<String, List<Float>> recorded() throws IOException {
        Map<String, List<Float>> recorded = new LinkedHashMap<>();
        Files.readAllLines(Repository.root().resolve(TABLE)).stream().skip(1).forEach(line -> {
            String[] fields = line.split(",", 2);
            recorded.computeIfAbsent(fields[0], k -> new ArrayList<>()).add(Float.valueOf(fields[1]));
        });
        return recorded;
    }

    /** With {@code -Dupdate=true} the table is made anew. */
    private static void record(String key, List<Float> numbers) throws IOException {
        Map<String, List<Float>> all = recorded();
        all.put(key, numbers);
        CsvTable table = new CsvTable("case", "value");
        all.forEach((name, values) -> values.forEach(value -> table.row(List.of(name, value))));
        table.write(Repository.root().resolve(TABLE));
    }

    @ParameterizedTest
    @CsvSource({
        "dinov2, 12, 12",
        "dinov2, 8, 20",
        "registers, 12, 12",
        "registers, 8, 20",
        "plain, 16, 12",
        "dinov3, 12, 12",
        "dinov3, 10, 22",
        "clip, 12, 12",
        "clip, 16, 20",
        "sam, 20, 20",
        "sam, 12, 24"
    })
    void passesGiveTheRecordedNumbers(String name, int rows, int columns) throws IOException {
        List<Float> numbers = pass(TinyEncoders.ALL.get(name), rows, columns);
        String key = "%s %dx%d".formatted(name, rows, columns);
        if (Boolean.getBoolean("update")) {
            record(key, numbers);
        }
        List<Float> expected = recorded().get(key);

        assertThat(numbers).hasSameSizeAs(expected);
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isCloseTo(expected.get(i), within(2e-5f));
        }
    }

    @Test
    void aPassCanBeResumedAtAnyBlock() {
        VisionEncoder encoder = new VisionEncoder(TinyEncoders.DINOV3, Precision.FP32);
        try (Device cpu = new Device("cpu");
                Parameters weights = Parameters.of(encoder.declarations(), TinyEncoders::values, cpu);
                PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Tokens first = encoder.block(0, encoder.embed(TinyEncoders.images(2, 8, 16), weights), weights);
            float[] cached = Tensors.toFloats(first.values());
            Tokens resumed = encoder.resume(Tensors.of(cached, first.values().shape()), first.grid(), weights);
            float[] whole = Tensors.toFloats(forward(encoder, weights, 8, 16).patches());

            assertThat(Tensors.toFloats(encoder.finish(encoder.block(1, resumed, weights), weights)
                            .patches()))
                    .isEqualTo(whole);
        }
    }

    @Test
    void whatFillsNoPatchIsDropped() {
        assertThat(pass(TinyEncoders.DINOV2, 12, 12)).hasSize(2 * SAMPLES);
        VisionEncoder encoder = new VisionEncoder(TinyEncoders.DINOV2, Precision.FP32);
        try (Device cpu = new Device("cpu");
                Parameters weights = Parameters.of(encoder.declarations(), TinyEncoders::values, cpu);
                PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            assertThat(forward(encoder, weights, 15, 9).grid().rows()).isEqualTo(3);
            assertThat(forward(encoder, weights, 15, 9).grid().columns()).isEqualTo(2);
            assertThatThrownBy(() -> forward(encoder, weights, 3, 9))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 4 x 4 pixels");
        }
    }
}
