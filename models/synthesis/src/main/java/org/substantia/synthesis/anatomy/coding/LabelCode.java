package org.substantia.synthesis.anatomy.coding;

import java.nio.ByteBuffer;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * Label maps in few bytes. A voxel is foretold from the voxels before it: is it the label most of its neighbors have,
 * or the second, or the third, or another? Each answer is coded under what its surroundings taught so far. Lossless;
 * thread-safe.
 *
 * <p>Reads about 20 million voxels a second where nothing changes and two million where everything does.
 */
public final class LabelCode {
    private static final int LABEL_BITS = 6;
    private static final int HEADER_BYTES = GeometryCode.BYTES;

    private LabelCode() {}

    /** @throws IllegalArgumentException if a label is above 63 */
    public static byte[] encode(LabelMap map) {
        byte[] labels = new byte[map.geometry().voxelCount()];
        map.forEachLabeled((index, label) -> {
            if (label < 0 || label >= 1 << LABEL_BITS) {
                throw new IllegalArgumentException("label " + label + " is not among 0 to 63");
            }
            labels[index] = (byte) label;
        });
        BitWriter writer = new BitWriter();
        new LabelModel(map.geometry()).code(writer, labels);
        byte[] body = writer.finish();
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + body.length);
        GeometryCode.put(out, map.geometry());
        return out.put(body).array();
    }

    /** @throws IllegalArgumentException if the code does not begin as one; what follows may be wrong undetected */
    public static LabelMap decode(byte[] code) {
        Geometry geometry = GeometryCode.get(ByteBuffer.wrap(code));
        byte[] labels = new byte[geometry.voxelCount()];
        new LabelModel(geometry).code(new BitReader(code, HEADER_BYTES), labels);
        return LabelMap.ofBytes(geometry, labels);
    }
}
