package org.substantia.base.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in JSON: finite ones read, and rounded ones to be written. */
public final class JsonNumbers {
    private JsonNumbers() {}

    /** @throws IOException naming the entry, if it is not a finite number */
    public static double number(JsonNode json, String name) throws IOException {
        if (!json.isNumber() || !Double.isFinite(json.asDouble())) {
            throw new IOException(name + " is not a number");
        }
        return json.asDouble();
    }

    /** @throws IOException naming the entry, if it is not a list of finite numbers */
    public static double[] doubles(JsonNode json, String name) throws IOException {
        if (!json.isArray()) {
            throw new IOException(name + " is not a list of numbers");
        }
        double[] values = new double[json.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(json.get(i), name);
        }
        return values;
    }

    public static int[] integers(JsonNode json, String name) throws IOException {
        double[] values = doubles(json, name);
        int[] integers = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] = (int) values[i];
            if (integers[i] != values[i]) {
                throw new IOException(name + " holds " + values[i] + ", not a whole number");
            }
        }
        return integers;
    }

    /** As files show a measurement: more decimals than were measured mislead. Not finite stays as it is. */
    public static double decimals(double value, int decimals) {
        double factor = Math.pow(10, decimals);
        return Math.rint(value * factor) / factor;
    }

    /** Same with a number of significant digits. */
    public static double significant(double value, int digits) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).round(new MathContext(digits)).doubleValue()
                : value;
    }
}
