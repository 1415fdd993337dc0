package org.substantia.scoring.statistics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Expected values that a script beside the tests wrote: blocks of {@code case NAME} and lines of {@code KEY VALUE ...}.
 */
public record Oracle(String name, Map<String, String> lines) {
    /** The blocks of {@code oracle.txt} beside {@code test} whose names begin with {@code prefix}. */
    public static List<Oracle> read(Class<?> test, String prefix) {
        List<Oracle> blocks = new ArrayList<>();
        try (InputStream in = test.getResourceAsStream("oracle.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] parts = line.split(" ", 2);
                if (parts[0].equals("case")) {
                    blocks.add(new Oracle(parts[1], new HashMap<>()));
                } else {
                    blocks.get(blocks.size() - 1).lines().put(parts[0], parts[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Oracle> wanted =
                blocks.stream().filter(b -> b.name().startsWith(prefix)).toList();
        if (wanted.isEmpty()) {
            throw new IllegalStateException("the oracle has no case " + prefix);
        }
        return wanted;
    }

    public double[] doubles(String key) {
        return Arrays.stream(lines.get(key).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    public int[] ints(String key) {
        return Arrays.stream(lines.get(key).split(" "))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    public double value(String key) {
        return Double.parseDouble(lines.get(key));
    }

    @Override
    public String toString() {
        return name;
    }
}
