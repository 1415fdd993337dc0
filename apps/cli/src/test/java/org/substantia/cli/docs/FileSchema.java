package org.substantia.cli.docs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.substantia.base.json.EnumNames;
import org.substantia.pipeline.evaluation.IntervalJson;

/**
 * The keys of a JSON file, from the record that is its schema. Keys within objects are joined by dots; {@code *} stands
 * for any key of a map, {@code []} for any entry of a list. A map that a record keeps from Jackson is written beside
 * the record's other entries.
 */
final class FileSchema {
    private static final Map<Type, String> WORDS = Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(int.class, "integer"),
            Map.entry(Integer.class, "integer"),
            Map.entry(long.class, "integer"),
            Map.entry(Long.class, "integer"),
            Map.entry(OptionalInt.class, "integer"),
            Map.entry(OptionalLong.class, "integer"),
            Map.entry(double.class, "number"),
            Map.entry(Double.class, "number"),
            Map.entry(OptionalDouble.class, "number"),
            Map.entry(boolean.class, "true or false"),
            Map.entry(Boolean.class, "true or false"),
            Map.entry(Object.class, "any"),
            // Whose entries a page describes once.
            Map.entry(IntervalJson.class, "interval"));
    private static final int MAX_KEYS = 8;
    private static final Set<Type> OPTIONALS = Set.of(OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    /** Every key with its type. */
    private final Map<String, String> types = new LinkedHashMap<>();

    private FileSchema() {}

    static FileSchema of(Class<?> schema) {
        FileSchema out = new FileSchema();
        out.components(schema, "");
        return out;
    }

    /**
     * A Markdown table of the keys.
     *
     * @param meanings by key
     * @throws IllegalArgumentException if a key has no meaning, or a meaning no key
     */
    String table(Properties meanings) {
        Set<String> unlike = new TreeSet<>(meanings.stringPropertyNames());
        unlike.removeAll(types.keySet());
        types.keySet().stream().filter(key -> meanings.getProperty(key) == null).forEach(unlike::add);
        if (!unlike.isEmpty()) {
            throw new IllegalArgumentException("keys without a meaning, or meanings without a key: " + unlike);
        }
        StringBuilder table = new StringBuilder("| key | type | meaning |\n|---|---|---|\n");
        types.forEach((key, type) -> table.append("| `")
                .append(key)
                .append("` | ")
                .append(type)
                .append(" | ")
                .append(meanings.getProperty(key))
                .append(" |\n"));
        return table.toString();
    }

    private void components(Class<?> schema, String prefix) {
        for (RecordComponent component : schema.getRecordComponents()) {
            JsonProperty renamed = annotation(component, schema, JsonProperty.class);
            String key = prefix + (renamed == null ? component.getName() : renamed.value());
            JsonInclude always = annotation(component, schema, JsonInclude.class);
            if (annotation(component, schema, JsonUnwrapped.class) != null) {
                components(component.getType(), prefix);
            } else if (annotation(component, schema, JsonIgnore.class) != null) {
                ParameterizedType entries = (ParameterizedType) component.getGenericType();
                describe(prefix + "*", entries.getActualTypeArguments()[1], "");
            } else {
                add(key, component.getGenericType(), always == null ? ", optional" : " or `null`");
            }
        }
    }

    /** Jackson's annotations do not apply to components themselves, but to what the compiler makes of them. */
    private static <A extends java.lang.annotation.Annotation> A annotation(
            RecordComponent component, Class<?> schema, Class<A> type) {
        try {
            AnnotatedElement field = schema.getDeclaredField(component.getName());
            return field.getAnnotation(type);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(String key, Type type, String absent) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            describe(key, generic.getActualTypeArguments()[0], absent);
        } else {
            describe(key, type, OPTIONALS.contains(type) ? absent : "");
        }
    }

    private void describe(String key, Type type, String suffix) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            boolean map = Map.class.isAssignableFrom((Class<?>) generic.getRawType());
            boolean list = Collection.class.isAssignableFrom((Class<?>) generic.getRawType());
            if (!map && !list) {
                throw new IllegalArgumentException(key + ": no word for " + type);
            }
            Type content = arguments[arguments.length - 1];
            String keys = map ? keys(arguments[0]) : "";
            if (content instanceof ParameterizedType
                    || (content instanceof Class<?> record && isObject(record) && !WORDS.containsKey(record))) {
                types.put(key, (map ? "object" + keys : "list of " + plural(content)) + suffix);
                describeContent(key + (map ? ".*" : "[]"), content);
            } else if (content == Object.class) {
                types.put(key, (map ? "object" : "list") + suffix);
            } else {
                types.put(key, (map ? "object of " : "list of ") + word(content) + keys + suffix);
            }
        } else if (type instanceof Class<?> c && isObject(c) && !WORDS.containsKey(c)) {
            types.put(key, "object" + suffix);
            components(c, key + ".");
        } else {
            types.put(key, word(type) + suffix);
        }
    }

    /** Of a record the entries alone: that there are such is said of the map or list. */
    private void describeContent(String key, Type content) {
        if (content instanceof Class<?> record) {
            components(record, key + ".");
        } else {
            describe(key, content, "");
        }
    }

    /** Which keys there are, where they are few. */
    private static String keys(Type type) {
        return type instanceof Class<?> c && c.isEnum() && c.getEnumConstants().length <= MAX_KEYS
                ? " by " + word(c)
                : "";
    }

    private static String plural(Type content) {
        boolean list = content instanceof ParameterizedType generic
                && Collection.class.isAssignableFrom((Class<?>) generic.getRawType());
        return list ? "lists" : "objects";
    }

    /** A record whose components are keys; one that writes itself as something else is described in words. */
    private static boolean isObject(Class<?> type) {
        return type.isRecord()
                && Arrays.stream(type.getMethods()).noneMatch(method -> method.isAnnotationPresent(JsonValue.class));
    }

    private static String word(Type type) {
        if (type instanceof Class<?> c && c.isEnum()) {
            return Arrays.stream(c.getEnumConstants())
                    .map(constant -> "`" + EnumNames.of((Enum<?>) constant) + "`")
                    .collect(Collectors.joining(", "));
        }
        String word = WORDS.get(type);
        if (word == null && type instanceof Class<?> c && c.isRecord()) {
            return "object";
        }
        if (word == null) {
            throw new IllegalArgumentException("no word for " + type);
        }
        return word;
    }
}
