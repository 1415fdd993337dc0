package org.substantia.imaging.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/**
 * An array of expected values in NumPy's file format (version 1, C order), written by the scripts in
 * {@code src/test/oracles}. A three-dimensional array is indexed [z, y, x], so its flat order is ours.
 */
public final class Oracle {
    private static final Pattern DESCRIPTION = Pattern.compile("'descr': '([^']+)'.*'shape': \\(([^)]*)\\)");

    private final int[] shape;
    private final double[] values;

    private Oracle(int[] shape, double[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** @param name of a file in the test resources' folder {@code oracles}, without its ending */
    public static Oracle read(String name) {
        try (InputStream in = Oracle.class.getResourceAsStream("/oracles/" + name + ".npy")) {
            if (in == null) {
                throw new IllegalArgumentException("no oracle " + name);
            }
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Oracle parse(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = file.getShort(8);
        String header = new String(bytes, 10, headerLength, StandardCharsets.US_ASCII);
        Matcher matcher = DESCRIPTION.matcher(header);
        if (!matcher.find()) {
            throw new IllegalArgumentException(header);
        }
        int[] shape = Pattern.compile("\\d+")
                .matcher(matcher.group(2))
                .results()
                .mapToInt(size -> Integer.parseInt(size.group()))
                .toArray();
        int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        file.position(10 + headerLength);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (matcher.group(1)) {
                case "|u1" -> file.get() & 0xff;
                case "<i2" -> file.getShort();
                case "<f4" -> file.getFloat();
                case "<f8" -> file.getDouble();
                default -> throw new IllegalArgumentException(header);
            };
        }
        return new Oracle(shape, values);
    }

    public double[] values() {
        return values.clone();
    }

    public float[] floats() {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }

    public int[] ints() {
        int[] out = new int[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (int) values[i];
        }
        return out;
    }

    public byte[] bytes() {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    /** The grid of a three-dimensional array. */
    public Geometry geometry(Affine affine) {
        return new Geometry(shape[2], shape[1], shape[0], affine);
    }

    public Volume volume(Affine affine) {
        return new Volume(geometry(affine), floats());
    }

    public Mask mask(Affine affine) {
        return new Mask(geometry(affine), bytes());
    }

    public LabelMap labels(Affine affine) {
        return LabelMap.ofInts(geometry(affine), ints());
    }
}
