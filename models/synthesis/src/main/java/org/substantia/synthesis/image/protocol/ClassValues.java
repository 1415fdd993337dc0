package org.substantia.synthesis.image.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.substantia.base.json.JsonNumbers;
import org.substantia.synthesis.image.labels.RenderClass;

/** A number for each of some render classes. Immutable. */
public final class ClassValues {
    private static final int DECIMALS = 4;

    private final Map<RenderClass, Double> values;

    public ClassValues(Map<RenderClass, Double> values) {
        this.values = new EnumMap<>(values);
    }

    /** @throws IllegalArgumentException if there is none for the class */
    public double get(RenderClass renderClass) {
        Double value = values.get(renderClass);
        if (value == null) {
            throw new IllegalArgumentException("no number for " + renderClass);
        }
        return value;
    }

    public Set<RenderClass> classes() {
        return new EnumMap<>(values).keySet();
    }

    /** By {@link RenderClass#code}; 0 where there is no number. */
    public float[] toArray() {
        float[] array = new float[RenderClass.count()];
        values.forEach((renderClass, value) -> array[renderClass.code()] = value.floatValue());
        return array;
    }

    /** As files show the numbers. */
    @JsonValue
    Map<RenderClass, Double> rounded() {
        Map<RenderClass, Double> rounded = new EnumMap<>(RenderClass.class);
        values.forEach((renderClass, value) -> rounded.put(renderClass, JsonNumbers.decimals(value, DECIMALS)));
        return rounded;
    }
}
