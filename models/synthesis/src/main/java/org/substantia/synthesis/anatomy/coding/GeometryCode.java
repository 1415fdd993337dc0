package org.substantia.synthesis.anatomy.coding;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/** Grids in bytes. */
final class GeometryCode {
    static final int BYTES = 3 * Integer.BYTES + 12 * Double.BYTES;

    private GeometryCode() {}

    static void put(ByteBuffer out, Geometry geometry) {
        out.putInt(geometry.nx()).putInt(geometry.ny()).putInt(geometry.nz());
        for (double number : geometry.affine().toArray()) {
            out.putDouble(number);
        }
    }

    /** @throws IllegalArgumentException if the bytes are no grid */
    static Geometry get(ByteBuffer in) {
        try {
            int nx = in.getInt();
            int ny = in.getInt();
            int nz = in.getInt();
            double[] affine = new double[12];
            for (int i = 0; i < affine.length; i++) {
                affine[i] = in.getDouble();
            }
            return new Geometry(nx, ny, nz, Affine.of(affine));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the code ends before its grid does", e);
        }
    }
}
