package org.substantia.viewer.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/** A part of an image as the page's viewer reads it: NIfTI-1 with integers of 16 bits, gzipped. */
public final class ImageFile {
    private static final int HEADER = 352;
    private static final int INT16 = 4;
    private static final int STEPS = 65_000;
    /** Places outside the susceptibility map's mask are 0, which is gray; they are shown black. */
    private static final float OUTSIDE_PPB = -300;

    private ImageFile() {}

    /** @param outside of a susceptibility map, where it was masked out, on the part's grid */
    public static byte[] of(Volume part, Optional<Mask> outside) throws IOException {
        float[] values = part.data().clone();
        outside.ifPresent(black -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = black.contains(i) ? OUTSIDE_PPB : values[i];
            }
        });
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        float slope = greatest > least ? (greatest - least) / STEPS : 1;
        float middle = (least + greatest) / 2;
        ByteBuffer file = ByteBuffer.allocate(HEADER + 2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        header(file, part.geometry(), slope, middle);
        file.position(HEADER);
        for (float value : values) {
            file.putShort((short) Math.round((value - middle) / slope));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(file.array());
        }
        return out.toByteArray();
    }

    private static void header(ByteBuffer file, Geometry grid, float slope, float intercept) {
        file.putInt(0, 348);
        short[] dim = {3, (short) grid.nx(), (short) grid.ny(), (short) grid.nz(), 1, 1, 1, 1};
        for (int i = 0; i < dim.length; i++) {
            file.putShort(40 + 2 * i, dim[i]);
        }
        file.putShort(70, (short) INT16);
        file.putShort(72, (short) 16);
        file.putFloat(76, 1);
        for (int axis = 0; axis < 3; axis++) {
            file.putFloat(80 + 4 * axis, (float) grid.spacing(axis));
        }
        file.putFloat(108, HEADER);
        file.putFloat(112, slope);
        file.putFloat(116, intercept);
        // Millimeters; an affine to scanner coordinates.
        file.put(123, (byte) 2);
        file.putShort(254, (short) 1);
        double[] affine = grid.affine().toArray();
        for (int i = 0; i < 12; i++) {
            file.putFloat(280 + 4 * i, (float) affine[i]);
        }
        file.position(344);
        file.put(new byte[] {'n', '+', '1', 0});
    }
}
