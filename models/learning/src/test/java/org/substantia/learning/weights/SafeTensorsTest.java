package org.substantia.learning.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafeTensorsTest {
    private static final String PAIR = "{\"w\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}";

    @TempDir
    Path folder;

    private static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static byte[] fileWithLength(long headerLength) {
        byte[] bytes = file(PAIR, 2);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, headerLength);
        return bytes;
    }

    private static TensorFile read(byte[] bytes) throws WeightsException {
        return SafeTensors.read("m.safetensors", new ByteArrayInputStream(bytes));
    }

    private static byte[] reference() throws IOException {
        try (InputStream in = SafeTensorsTest.class.getResourceAsStream("/oracles/reference.safetensors")) {
            return in.readAllBytes();
        }
    }

    @Test
    void readsWhatPythonWrote() throws IOException {
        TensorFile file = read(reference());
        assertThat(file.metadata()).containsExactly(Map.entry("plan", "{\"patch\": [128, 160, 48]}"));
        Map<String, NamedTensor> tensors = file.tensors();
        assertThat(tensors.keySet())
                .containsExactly("c.steps", "a.weight", "f.scalar", "g.empty", "d.labels", "b.half", "e.bytes");
        assertThat(tensors.get("a.weight").shape()).containsExactly(2, 3);
        assertThat(tensors.get("a.weight").floats()).containsExactly(-0.5f, -0.25f, 0, 0.25f, 0.5f, 0.75f);
        assertThat(tensors.get("b.half").type()).isEqualTo(TensorType.F16);
        assertThat(tensors.get("b.half").floats()).containsExactly(0.099975586f, -2.5f, 65504);
        assertThat(tensors.get("c.steps").longs()).containsExactly(1L << 40, -7);
        assertThat(tensors.get("d.labels").type()).isEqualTo(TensorType.I32);
        assertThat(tensors.get("d.labels").data().getInt(4)).isEqualTo(2);
        assertThat(tensors.get("e.bytes").bytes()).isEqualTo("grey!".getBytes(StandardCharsets.US_ASCII));
        assertThat(tensors.get("f.scalar").shape()).isEmpty();
        assertThat(tensors.get("f.scalar").floats()).containsExactly(3.5f);
        assertThat(tensors.get("g.empty").shape()).containsExactly(0, 4);
    }

    @Test
    void mapsWhatItReads() throws IOException {
        Path file = Files.write(folder.resolve("m.safetensors"), reference());

        assertThat(SafeTensors.map(file)).isEqualTo(SafeTensors.read(file));
    }

    @Test
    void mappingRejectsWhatReadingRejects() throws IOException {
        byte[] whole = reference();
        for (int length : new int[] {0, 7, 8, 100, whole.length - 1}) {
            Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length));
            String fault = "";
            try {
                SafeTensors.read(cut);
            } catch (WeightsException e) {
                fault = e.getMessage();
            }
            assertThatThrownBy(() -> SafeTensors.map(cut))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(fault);
        }
        Path longer = Files.write(folder.resolve("long.safetensors"), Arrays.copyOf(whole, whole.length + 3));
        assertThatThrownBy(() -> SafeTensors.map(longer))
                .hasMessageEndingWith("holds bytes that belong to no tensor: expected %d bytes, found %d"
                        .formatted(whole.length, whole.length + 3));
        assertThatThrownBy(() -> SafeTensors.map(folder.resolve("absent")))
                .hasMessageEndingWith("cannot be read: no such file or folder");
    }

    @Test
    void mapsFilesBeyondTwoGigabytes() throws IOException {
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[2000000000],\"data_offsets\":[0,2000000000]},"
                + "\"b\":{\"dtype\":\"I64\",\"shape\":[125000001],\"data_offsets\":[2000000000,3000000008]}}";
        byte[] start = file(header, 0);
        Path file = folder.resolve("large.safetensors");
        try (java.io.RandomAccessFile out = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            out.write(start);
            out.seek(start.length + 3_000_000_000L);
            out.write(new byte[] {7, 0, 0, 0, 0, 0, 0, 0});
        }

        NamedTensor tensor = SafeTensors.map(file).tensors().get("b");

        assertThat(tensor.data().getLong(1_000_000_000)).isEqualTo(7);
    }

    @Test
    void writesTheBytesThatPythonWrites() throws IOException {
        Path copy = folder.resolve("copy.safetensors");
        SafeTensors.write(copy, read(reference()));
        assertThat(copy).hasBinaryContent(reference());
    }

    @Test
    void alignsEachTensorButKeepsTheOrderOfTheHeader() throws IOException {
        TensorFile content = TensorFile.of(
                Map.of(),
                List.of(
                        NamedTensor.ofBytes("b", new byte[] {1}),
                        NamedTensor.ofFloats("h", TensorType.BF16, new long[] {1}, new float[] {1}),
                        NamedTensor.ofLongs("l", new long[] {1}, new long[] {5})));
        Path file = folder.resolve("new").resolve("m.safetensors");
        SafeTensors.write(file, content);
        String header = "{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[10,11]},"
                + "\"h\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[8,10]},"
                + "\"l\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
        byte[] expected = file(header + " ".repeat(7 - (header.length() - 1) % 8), 11);
        byte[] data = {5, 0, 0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f, 1};
        System.arraycopy(data, 0, expected, expected.length - data.length, data.length);
        assertThat(file).hasBinaryContent(expected);
        assertThat(SafeTensors.read(file)).isEqualTo(content);
    }

    @Test
    void readsAFileWithoutTensors() throws IOException {
        assertThat(read(file("{}", 0))).isEqualTo(TensorFile.of(Map.of(), List.of()));
    }

    @Test
    void keepsTheOrderOfMetadataAndOfTensors() throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("z", "\"quoted\" \n täxt");
        metadata.put("a", "");
        TensorFile content = TensorFile.of(
                metadata, List.of(NamedTensor.ofBytes("z", new byte[9]), NamedTensor.ofBytes("a", new byte[0])));
        Path file = folder.resolve("m.safetensors");
        SafeTensors.write(file, content);
        TensorFile again = SafeTensors.read(file);
        assertThat(again.metadata()).containsExactlyEntriesOf(metadata);
        assertThat(again.tensors()).containsExactlyEntriesOf(content.tensors());
    }

    @Test
    void rejectsFilesCutShortAnywhere() {
        byte[] whole = file(PAIR, 2);
        int dataBegin = whole.length - 2;
        for (int i = 0; i < whole.length; i++) {
            int length = i;
            String found = Integer.toString(length < 8 || length >= dataBegin ? length : length - 8);
            assertThatThrownBy(() -> read(Arrays.copyOf(whole, length)))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageMatching("m.safetensors: is .*\\b" + found + "\\b.*");
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("a header length of 2 to 100000000, they give 100000001", fileWithLength(100_000_001)),
                arguments("they give 18446744073709551615", fileWithLength(-1)),
                arguments("they give 0", fileWithLength(0)),
                arguments("a header of 90 bytes should follow its length, found 55", fileWithLength(90)),
                arguments("is cut short: expected 63 bytes, found 61", file(PAIR, 0)),
                arguments("belong to no tensor: expected 63 bytes, found 66", file(PAIR, 5)),
                arguments("header is not JSON as it should be: ", file("{\"w\":", 2)),
                arguments("header is not JSON as it should be: ", file("{} {}", 0)),
                arguments("header is not JSON as it should be: ", file("<html></html>", 0)),
                arguments("header is not JSON as it should be: ", file("[".repeat(5000), 0)),
                arguments("header should be a JSON object", file("[]", 0)),
                arguments("header should be a JSON object", file("  ", 0)),
                arguments("Duplicate field 'w'", file(PAIR.replace("}}", "},") + PAIR.substring(1), 2)),
                arguments("__metadata__ should be a JSON object of strings", file("{\"__metadata__\":3}", 0)),
                arguments("__metadata__ 'n' should be a string", file("{\"__metadata__\":{\"n\":3}}", 0)),
                arguments(
                        "tensor 'w' has the dtype 'F8_E4M3', known are [F64, F32, F16, BF16, I64, I32, I16, I8, U8,"
                                + " BOOL]",
                        file(PAIR.replace("U8", "F8_E4M3"), 2)),
                arguments("tensor 'w' has the dtype ''", file("{\"w\":[]}", 0)),
                arguments("list of whole numbers from 0 as its shape", file(PAIR.replace("[2]", "2"), 2)),
                arguments("list of whole numbers from 0 as its shape", file(PAIR.replace("[2]", "[2.5]"), 2)),
                arguments("list of whole numbers from 0 as its shape", file(PAIR.replace("[2]", "[-2,-1]"), 2)),
                arguments(
                        "list of whole numbers from 0 as its shape",
                        file(PAIR.replace("[2]", "[99999999999999999999]"), 2)),
                arguments(
                        "[8589934592, 8589934592] is too large",
                        file(PAIR.replace("[2]", "[8589934592,8589934592]"), 2)),
                arguments("list of whole numbers from 0 as its data_offsets", file(PAIR.replace("data_", ""), 2)),
                arguments("the data_offsets [2, 0]", file(PAIR.replace("[0,2]", "[2,0]"), 2)),
                arguments("the data_offsets [0, 1, 2]", file(PAIR.replace("[0,2]", "[0,1,2]"), 2)),
                arguments(
                        "tensor 'w' of shape [2] should have 4 bytes of F16, its data_offsets give it 2",
                        file(PAIR.replace("U8", "F16"), 2)),
                arguments(
                        "tensor 'w' begins at byte 1 of the data, not next to the one before it, which ends at 0",
                        file(PAIR.replace("[0,2]", "[1,3]"), 3)),
                arguments(
                        "tensor 'v' begins at byte 1 of the data, inside the one before it, which ends at 2",
                        file(
                                PAIR.replace("}}", "},\"v\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}"),
                                3)),
                arguments(
                        "have 3000000000 bytes, files of up to 2147483639 (2 GB) are supported",
                        file(PAIR.replace("[2]", "[3000000000]").replace("[0,2]", "[0,3000000000]"), 2)));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void rejectsMalformedFilesInOneLine(String fault, byte[] bytes) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("m.safetensors: ")
                .hasMessageContaining(fault)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void namesWithLineEndsDoNotBreakTheMessage() {
        assertThatThrownBy(() -> read(file(PAIR.replace("\"w\"", "\"a\\nb\"").replace("U8", "x"), 2)))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("m.safetensors: tensor 'a b' has the dtype 'x'");
    }

    @Test
    void namesTheFileThatIsNotThere() {
        Path absent = folder.resolve("absent.safetensors");
        assertThatThrownBy(() -> SafeTensors.read(absent))
                .isInstanceOf(WeightsException.class)
                .hasMessage(absent + ": cannot be read: no such file or folder");
        assertThatThrownBy(() -> SafeTensors.read(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(folder + ": cannot be read: ");
    }

    @Test
    void leavesTheEarlierFileWhenTensorsAreTooManyBytes() throws IOException {
        Path file = folder.resolve("m.safetensors");
        Files.write(file, file(PAIR, 2));
        ByteBuffer shared = ByteBuffer.allocate(1 << 26);
        List<NamedTensor> tensors = Stream.iterate(0, i -> i + 1)
                .limit(32)
                .map(i -> new NamedTensor("t" + i, TensorType.U8, new long[] {1 << 26}, shared))
                .toList();
        assertThatThrownBy(() -> SafeTensors.write(file, TensorFile.of(Map.of(), tensors)))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": its tensors have 2147483648 bytes");
        assertThat(file).hasBinaryContent(file(PAIR, 2));
    }
}
