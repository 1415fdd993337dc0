package org.substantia.learning.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SafeTensorsPropertyTest {
    @Property(tries = 200)
    void whatIsReadIsWhatWasWritten(@ForAll("files") TensorFile content) throws IOException {
        Path file = Files.createTempFile("weights", ".safetensors");
        try {
            SafeTensors.write(file, content);
            TensorFile again = SafeTensors.read(file);
            assertThat(again).isEqualTo(content);
            assertThat(again.tensors().keySet())
                    .containsExactlyElementsOf(content.tensors().keySet());
            byte[] bytes = Files.readAllBytes(file);
            SafeTensors.write(file, again);
            assertThat(file).hasBinaryContent(bytes);
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 300)
    void anyBytesGiveAFileOrAWeightsException(@ForAll("headers") String header, @ForAll byte[] data)
            throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length);
        bytes.put(Header.lengthBytes(json.length)).put(json).put(data);
        try {
            TensorFile file = SafeTensors.read("x", new ByteArrayInputStream(bytes.array()));
            assertThat(file.tensors().values().stream()
                            .mapToInt(t -> t.data().limit())
                            .sum())
                    .isEqualTo(data.length);
        } catch (WeightsException e) {
            assertThat(e).hasMessageStartingWith("x: ").hasMessageNotContaining("\n");
        }
    }

    @Provide
    Arbitrary<TensorFile> files() {
        Arbitrary<long[]> shapes =
                Arbitraries.longs().between(0, 5).array(long[].class).ofMaxSize(4);
        Arbitrary<NamedTensor> tensors = Combinators.combine(
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(12),
                        Arbitraries.of(TensorType.class),
                        shapes,
                        Arbitraries.longs())
                .as((name, type, shape, seed) -> {
                    long elements = LongStream.of(shape).reduce(1, (a, b) -> a * b);
                    byte[] data = new byte[Math.toIntExact(elements * type.bytes())];
                    new SplittableRandom(seed).nextBytes(data);
                    return new NamedTensor(name, type, shape, ByteBuffer.wrap(data));
                });
        Arbitrary<Map<String, String>> metadata = Arbitraries.maps(
                        Arbitraries.strings().ofMaxLength(5),
                        Arbitraries.strings().ofMaxLength(20))
                .ofMaxSize(3);
        return Combinators.combine(metadata, tensors.list().ofMaxSize(8).uniqueElements(NamedTensor::name))
                .as(TensorFile::of);
    }

    /** Pieces of headers, seldom whole ones. */
    @Provide
    Arbitrary<String> headers() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"w\"",
                        "\"dtype\"",
                        "\"shape\"",
                        "\"data_offsets\"",
                        "\"F32\"",
                        "0",
                        "4",
                        "[0,4]",
                        "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}",
                        "\u0000",
                        "é")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts))
                .injectDuplicates(0.1)
                .map(s -> s.length() % 3 == 0 ? s : "{" + s + "}");
    }
}
