package org.substantia.diagnosis.classification.learners;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Finite numbers out of JSON. */
public final class Numbers {
    private Numbers() {}

    /** @throws IOException naming the entry, if it is no finite number */
    public static double number(JsonNode json, String name) throws IOException {
        if (!json.isNumber() || !Double.isFinite(json.asDouble())) {
            throw new IOException(name + " is not a number");
        }
        return json.asDouble();
    }

    /** @throws IOException naming the entry, if it is no list of finite numbers */
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

    static int[] integers(JsonNode json, String name) throws IOException {
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
}
