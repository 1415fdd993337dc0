package org.substantia.base.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.KeyDeserializers;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.FileFaults;

/**
 * JSON files as every part of the program writes and reads them: UTF-8, indented, {@code \n} line ends, entries in the
 * order given, the same bytes for the same content. A file's schema is a record: its components are the keys, in their
 * order; enum constants are spelt as {@link EnumNames} says, an empty {@code Optional} has no entry, a number that is
 * not finite is {@code null} (JSON knows no infinity). A component that must be there in any case carries
 * {@code @JsonInclude(ALWAYS)}. Thread-safe.
 */
public final class JsonFiles {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new EnumsAndNumbers())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();
    private static final ObjectWriter WRITER = MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(DefaultPrettyPrinter.FixedSpaceIndenter.instance));

    private JsonFiles() {}

    /** @param content a record, or a map, list, string, number or boolean */
    public static void write(Path file, Object content) throws IOException {
        AtomicFiles.writeText(file, text(content));
    }

    public static String text(Object content) throws IOException {
        return WRITER.writeValueAsString(content) + "\n";
    }

    /** On one line, without a line end. */
    public static String line(Object content) throws IOException {
        return MAPPER.writeValueAsString(content);
    }

    /** @throws IOException naming the file, if it cannot be read or is not JSON */
    public static JsonNode read(Path file) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileFaults.named(file, e);
        }
        try {
            return MAPPER.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": is not JSON: " + reason(e), e);
        }
    }

    /** @throws IOException naming the file and the entry, if it cannot be read or is not what the record wants */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        return bind(file.toString(), read(file), type);
    }

    /**
     * From the bytes of a JSON text.
     *
     * @param name what messages call the content
     * @throws IOException naming the content, if it is not JSON or not what the record wants
     */
    public static <T> T parse(String name, byte[] content, Class<T> type) throws IOException {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(content);
        } catch (IOException e) {
            throw new IOException(name + ": is not JSON", e);
        }
        return bind(name, tree, type);
    }

    /**
     * @param name what messages call the content
     * @throws IOException naming the content and the entry, if it is not what the record wants
     */
    public static <T> T bind(String name, JsonNode content, Class<T> type) throws IOException {
        try {
            T bound = MAPPER.treeToValue(content, type);
            if (bound == null) {
                throw new IOException(name + ": holds nothing");
            }
            return bound;
        } catch (InvalidFormatException e) {
            throw new IOException(name + ": " + entry(e) + e.getOriginalMessage(), e);
        } catch (MismatchedInputException e) {
            throw new IOException(name + ": " + entry(e) + "is missing or not what it should be", e);
        } catch (JsonProcessingException e) {
            // A record whose lists hold null.
            boolean empty = e.getCause() instanceof NullPointerException;
            throw new IOException(
                    name + ": " + (empty ? "an entry is missing or not what it should be" : reason(e)), e);
        }
    }

    /** In the library's words, without its own of where the text came from. */
    private static String reason(JsonProcessingException e) {
        return e.getOriginalMessage()
                .replaceAll("\\[Source: .*?; line: (\\d+), column: (\\d+)\\]", "line $1, column $2");
    }

    /** Where in the file: {@code structures.SN_r.volume }. */
    private static String entry(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            path.append(path.isEmpty() ? "" : ".")
                    .append(step.getFieldName() == null ? step.getIndex() : step.getFieldName());
        }
        return path.isEmpty() ? "the content " : path + " ";
    }

    private static final class EnumsAndNumbers extends SimpleModule {
        private static final long serialVersionUID = 1;

        @SuppressWarnings({"unchecked", "rawtypes"})
        EnumsAndNumbers() {
            super("substantia");
            addSerializer((Class) Enum.class, new EnumSerializer());
            addKeySerializer((Class) Enum.class, new EnumKeySerializer());
            addSerializer(Double.class, new FiniteDouble());
            addSerializer(double.class, new FiniteDouble());
            setDeserializers(new EnumDeserializers());
        }

        @Override
        public void setupModule(SetupContext context) {
            super.setupModule(context);
            context.addKeyDeserializers(enumKeys());
        }

        private static KeyDeserializers enumKeys() {
            return (JavaType type, DeserializationConfig config, BeanDescription description) -> type.isEnumType()
                    ? new KeyDeserializer() {
                        @Override
                        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
                            return parse(type.getRawClass(), key, context);
                        }
                    }
                    : null;
        }
    }

    private static final class EnumSerializer extends JsonSerializer<Enum<?>> {
        @Override
        public void serialize(Enum<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(EnumNames.of(value));
        }
    }

    private static final class EnumKeySerializer extends JsonSerializer<Enum<?>> {
        @Override
        public void serialize(Enum<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeFieldName(EnumNames.of(value));
        }
    }

    private static final class FiniteDouble extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }

    private static final class EnumDeserializers extends SimpleDeserializers {
        private static final long serialVersionUID = 1;

        @Override
        public JsonDeserializer<?> findEnumDeserializer(
                Class<?> type, DeserializationConfig config, BeanDescription description) {
            return new JsonDeserializer<Object>() {
                @Override
                public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
                    return parse(type, in.getText(), context);
                }
            };
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object parse(Class<?> type, String text, DeserializationContext context) throws IOException {
        try {
            return EnumNames.parse((Class) type, text);
        } catch (IllegalArgumentException e) {
            throw new InvalidFormatException(context.getParser(), "is " + e.getMessage(), text, type);
        }
    }
}
