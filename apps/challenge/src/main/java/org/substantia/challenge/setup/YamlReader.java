package org.substantia.challenge.setup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads what people write: a key that is not known, is there twice or has no value is a slip, and is named by the keys
 * that lead to it. A rule that was misspelled would otherwise be no rule.
 */
final class YamlReader {
    private static final String TWICE = "Duplicate field ";

    private static final ObjectMapper MAPPER = YAMLMapper.builder()
            .addModule(new Jdk8Module())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private YamlReader() {}

    /** @throws IllegalArgumentException in one line, if the text is no YAML or not what the type wants */
    static <T> T read(String text, Class<T> type) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(text);
        } catch (MismatchedInputException e) {
            throw new IllegalArgumentException("holds a second document after ---; it must be one", e);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            String message = oneLine(e.getOriginalMessage());
            throw new IllegalArgumentException(
                    message.startsWith(TWICE)
                            ? line + "the key " + message.substring(TWICE.length()) + " is there twice"
                            : line + "is not YAML: " + message,
                    e);
        }
        if (tree == null || !tree.isObject()) {
            throw new IllegalArgumentException("is empty or has no keys; it must have " + keys(type));
        }
        requireValues("", tree);
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException(
                    place(tree, e.getPath()) + " is not known; known are " + keys(e.getReferringClass()), e);
        } catch (MismatchedInputException e) {
            throw new IllegalArgumentException(place(tree, e.getPath()) + " " + wanted(e), e);
        } catch (JsonProcessingException e) {
            List<JsonMappingException.Reference> path =
                    e instanceof JsonMappingException fault ? fault.getPath() : List.of();
            throw new IllegalArgumentException(place(tree, path) + ": " + oneLine(e.getOriginalMessage()), e);
        }
    }

    private static void requireValues(String place, JsonNode node) {
        if (node.isNull()) {
            throw new IllegalArgumentException(place + " has no value; give it one, or leave it out");
        }
        String prefix = place.isEmpty() ? "" : place + ".";
        node.properties().forEach(field -> requireValues(prefix + field.getKey(), field.getValue()));
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                requireValues(prefix + name(node.get(i), i), node.get(i));
            }
        }
    }

    /** As {@code phases.test.attempts}: entries of lists have the name that they give themselves, or their number. */
    private static String place(JsonNode tree, List<JsonMappingException.Reference> path) {
        List<String> names = new ArrayList<>();
        JsonNode node = tree;
        for (JsonMappingException.Reference step : path) {
            if (step.getFieldName() != null) {
                names.add(step.getFieldName());
                node = node.path(step.getFieldName());
            } else {
                node = node.path(step.getIndex());
                names.add(name(node, step.getIndex()));
            }
        }
        return String.join(".", names);
    }

    private static String name(JsonNode entry, int index) {
        return entry.path("slug").asText(String.valueOf(index + 1));
    }

    private static String wanted(MismatchedInputException e) {
        Class<?> type = e.getTargetType() == null ? Object.class : e.getTargetType();
        if (type == boolean.class || type == Boolean.class) {
            return "is true or false";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "is a whole number";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "is a list, such as [a, b]";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "has keys of its own, such as {a: ..., b: ...}";
        }
        return type.isRecord() ? "has keys of its own: " + keys(type) : "is a text";
    }

    private static String keys(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", "));
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s+", " ");
    }
}
