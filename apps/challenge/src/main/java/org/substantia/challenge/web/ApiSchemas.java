package org.substantia.challenge.web;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** JSON Schemas of records, as {@link org.substantia.challenge.json.Json} writes them. Not thread-safe. */
final class ApiSchemas {
    private static final Map<Type, Map<String, Object>> PLAIN = Map.of(
            String.class, Map.of("type", "string"),
            int.class, Map.of("type", "integer"),
            Integer.class, Map.of("type", "integer"),
            long.class, Map.of("type", "integer"),
            OptionalInt.class, Map.of("type", "integer"),
            Double.class, Map.of("type", "number"),
            boolean.class, Map.of("type", "boolean"),
            Instant.class, Map.of("type", "string", "format", "date-time"));

    private final Map<String, Map<String, Object>> components = new TreeMap<>();

    /** The schemas of all records that were asked for, by their names. */
    Map<String, Map<String, Object>> components() {
        return components;
    }

    /** @throws IllegalArgumentException if a schema of the type is not known */
    Map<String, Object> of(Type type) {
        Map<String, Object> plain = PLAIN.get(type);
        if (plain != null) {
            return plain;
        }
        if (type instanceof ParameterizedType of) {
            Type[] arguments = of.getActualTypeArguments();
            if (of.getRawType() == Optional.class) {
                return of(arguments[0]);
            }
            if (of.getRawType() == List.class) {
                return Map.of("type", "array", "items", of(arguments[0]));
            }
            if (of.getRawType() == Map.class) {
                return Map.of("type", "object", "additionalProperties", of(arguments[1]));
            }
        } else if (type instanceof Class<?> plainClass && plainClass.isEnum()) {
            return Map.of(
                    "type",
                    "string",
                    "enum",
                    Arrays.stream(plainClass.getEnumConstants())
                            .map(Object::toString)
                            .toList());
        } else if (type instanceof Class<?> record && record.isRecord()) {
            return reference(record);
        }
        throw new IllegalArgumentException("no schema of " + type);
    }

    private Map<String, Object> reference(Class<?> record) {
        String name = record.getSimpleName();
        if (!components.containsKey(name)) {
            // The name is taken before the components are looked at, which may name it again.
            Map<String, Object> schema = new LinkedHashMap<>();
            components.put(name, schema);
            Map<String, Object> properties = new LinkedHashMap<>();
            List<String> required = new ArrayList<>();
            for (RecordComponent component : record.getRecordComponents()) {
                properties.put(component.getName(), of(component.getGenericType()));
                if (!isOptional(component)) {
                    required.add(component.getName());
                }
            }
            schema.put("type", "object");
            schema.put("properties", properties);
            schema.put("required", required);
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private static boolean isOptional(RecordComponent component) {
        return component.getType() == Optional.class || component.getType() == OptionalInt.class;
    }
}
