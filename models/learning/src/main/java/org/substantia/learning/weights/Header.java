package org.substantia.learning.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON header of a safetensors file: metadata, and type, shape and place of each tensor. */
final class Header {
    /** As in the reference implementation. */
    static final int MAX_LENGTH = 100_000_000;

    private static final int ALIGNMENT = 8;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Bytes [begin, end) of the data. */
    @SuppressWarnings("ArrayRecordComponent") // lives and dies within this class
    private record Entry(String name, TensorType type, long[] shape, long begin, long end) {}

    private final Map<String, String> metadata;
    private final List<Entry> entries;
    private final List<Entry> byPlace;

    private Header(Map<String, String> metadata, List<Entry> entries) {
        this.metadata = metadata;
        this.entries = entries;
        byPlace = entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
    }

    static Header of(String source, TensorFile content) throws WeightsException {
        List<NamedTensor> placed = content.tensors().values().stream()
                .sorted(Comparator.comparing(t -> -t.type().bytes()))
                .toList();
        Map<String, Long> begins = new LinkedHashMap<>();
        long end = 0;
        for (NamedTensor tensor : placed) {
            begins.put(tensor.name(), end);
            end += tensor.data().limit();
        }
        checkDataBytes(source, end);
        List<Entry> entries = new ArrayList<>();
        for (NamedTensor t : content.tensors().values()) {
            long begin = begins.get(t.name());
            entries.add(new Entry(
                    t.name(), t.type(), t.shape(), begin, begin + t.data().limit()));
        }
        return new Header(content.metadata(), entries);
    }

    static int length(String source, byte[] prefix) throws WeightsException {
        long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > MAX_LENGTH) {
            throw new WeightsException(
                    source,
                    "is not a safetensors file: the first 8 bytes should give a header length of 2 to %d, they give %s"
                            .formatted(MAX_LENGTH, Long.toUnsignedString(length)));
        }
        return (int) length;
    }

    static byte[] lengthBytes(int length) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }

    static Header parse(String source, byte[] json) throws WeightsException {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new WeightsException(source, "its header is not JSON as it should be: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new WeightsException(source, "its header is not JSON as it should be: " + e.getMessage(), e);
        }
        if (!root.isObject()) {
            throw new WeightsException(source, "its header should be a JSON object");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            if (property.getKey().equals(NamedTensor.RESERVED)) {
                readMetadata(source, property.getValue(), metadata);
            } else {
                entries.add(readEntry(source, property.getKey(), property.getValue()));
            }
        }
        Header header = new Header(metadata, entries);
        header.checkPlaces(source);
        return header;
    }

    private static void readMetadata(String source, JsonNode node, Map<String, String> metadata)
            throws WeightsException {
        if (!node.isObject()) {
            throw new WeightsException(source, "__metadata__ should be a JSON object of strings");
        }
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            if (!property.getValue().isTextual()) {
                throw new WeightsException(source, "__metadata__ '%s' should be a string".formatted(property.getKey()));
            }
            metadata.put(property.getKey(), property.getValue().textValue());
        }
    }

    private static Entry readEntry(String source, String name, JsonNode node) throws WeightsException {
        String typeName = node.path("dtype").asText();
        TensorType type = TensorType.named(typeName)
                .orElseThrow(() -> new WeightsException(
                        source,
                        "tensor '%s' has the dtype '%s', known are %s"
                                .formatted(name, typeName, Arrays.toString(TensorType.values()))));
        long[] shape = readLongs(source, name, node, "shape");
        long[] offsets = readLongs(source, name, node, "data_offsets");
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw new WeightsException(
                    source,
                    "tensor '%s' has the data_offsets %s, which should be its begin and its end"
                            .formatted(name, Arrays.toString(offsets)));
        }
        long needed;
        try {
            needed = NamedTensor.byteCount(type, shape);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source, "tensor '%s': %s".formatted(name, e.getMessage()), e);
        }
        if (needed != offsets[1] - offsets[0]) {
            throw new WeightsException(
                    source,
                    "tensor '%s' of shape %s should have %d bytes of %s, its data_offsets give it %d"
                            .formatted(name, Arrays.toString(shape), needed, type, offsets[1] - offsets[0]));
        }
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static long[] readLongs(String source, String name, JsonNode node, String key) throws WeightsException {
        JsonNode array = node.path(key);
        long[] values = new long[array.size()];
        boolean valid = array.isArray();
        for (int i = 0; valid && i < values.length; i++) {
            JsonNode value = array.get(i);
            values[i] = value.asLong();
            valid = value.isIntegralNumber() && value.canConvertToLong() && values[i] >= 0;
        }
        if (!valid) {
            throw new WeightsException(
                    source, "tensor '%s' should have a list of whole numbers from 0 as its %s".formatted(name, key));
        }
        return values;
    }

    /** As the reference implementation asks: every byte belongs to exactly one tensor. */
    private void checkPlaces(String source) throws WeightsException {
        long end = 0;
        for (Entry entry : byPlace) {
            if (entry.begin != end) {
                throw new WeightsException(
                        source,
                        "tensor '%s' begins at byte %d of the data, %s the one before it, which ends at %d"
                                .formatted(entry.name, entry.begin, entry.begin < end ? "inside" : "not next to", end));
            }
            end = entry.end;
        }
    }

    /** Asks for data that fit into one array. */
    void checkInMemory(String source) throws WeightsException {
        checkDataBytes(source, dataBytes());
    }

    private static void checkDataBytes(String source, long bytes) throws WeightsException {
        if (bytes > SafeTensors.MAX_DATA) {
            throw new WeightsException(
                    source,
                    "its tensors have %d bytes, files of up to %d (2 GB) are supported"
                            .formatted(bytes, SafeTensors.MAX_DATA));
        }
    }

    long dataBytes() {
        return byPlace.isEmpty() ? 0 : byPlace.get(byPlace.size() - 1).end;
    }

    List<String> namesInDataOrder() {
        return byPlace.stream().map(Entry::name).toList();
    }

    /** Where the elements are. */
    @FunctionalInterface
    interface Data {
        /** @param begin in the data, behind the header */
        ByteBuffer slice(long begin, long count) throws IOException;
    }

    TensorFile tensors(Data data) throws IOException {
        List<NamedTensor> tensors = new ArrayList<>();
        for (Entry e : entries) {
            tensors.add(new NamedTensor(e.name, e.type, e.shape, data.slice(e.begin, e.end - e.begin)));
        }
        return TensorFile.of(metadata, tensors);
    }

    byte[] toBytes(String source) throws IOException {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            tree.put(NamedTensor.RESERVED, metadata);
        }
        for (Entry e : entries) {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("dtype", e.type.name());
            place.put("shape", e.shape);
            place.put("data_offsets", new long[] {e.begin, e.end});
            tree.put(e.name, place);
        }
        byte[] json = MAPPER.writeValueAsBytes(tree);
        int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (length > MAX_LENGTH) {
            throw new WeightsException(
                    source, "its header would have %d bytes, at most %d are allowed".formatted(length, MAX_LENGTH));
        }
        byte[] padded = Arrays.copyOf(json, length);
        Arrays.fill(padded, json.length, length, (byte) ' ');
        return padded;
    }
}
