package org.substantia.synthesis.anatomy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/** Label maps of 8 bits in few bytes. */
final class LabelCoder {
    private LabelCoder() {}

    static byte[] encode(LabelMap map) throws IOException {
        Geometry geometry = map.geometry();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(geometry.nx());
        out.writeInt(geometry.ny());
        out.writeInt(geometry.nz());
        for (double v : geometry.affine().toArray()) {
            out.writeDouble(v);
        }
        byte[] labels = new byte[geometry.voxelCount()];
        map.forEachLabelled((index, label) -> labels[index] = (byte) label);
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(labels);
        }
        return bytes.toByteArray();
    }

    static LabelMap decode(byte[] code) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(code));
        int nx = in.readInt();
        int ny = in.readInt();
        int nz = in.readInt();
        double[] affine = new double[12];
        for (int i = 0; i < 12; i++) {
            affine[i] = in.readDouble();
        }
        Geometry geometry = new Geometry(nx, ny, nz, Affine.of(affine));
        byte[] labels = new byte[geometry.voxelCount()];
        try (DataInputStream inflater = new DataInputStream(new InflaterInputStream(in))) {
            inflater.readFully(labels);
        }
        return LabelMap.ofBytes(geometry, labels);
    }
}
