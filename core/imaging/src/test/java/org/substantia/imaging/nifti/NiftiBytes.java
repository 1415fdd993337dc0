package org.substantia.imaging.nifti;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.substantia.base.io.ByteSource;

/** Builds the bytes of images for tests, with header offsets of its own, taken from nifti1.h and nifti2.h. */
final class NiftiBytes {
    private final int version;
    private final ByteBuffer header;
    private byte[] voxels = new byte[0];

    private NiftiBytes(int version, ByteOrder order) {
        this.version = version;
        this.header = ByteBuffer.allocate(version == 1 ? 352 : 544).order(order);
    }

    /** A sound single-file header with voxels of zeros. */
    static NiftiBytes image(int version, ByteOrder order, Datatype datatype, int nx, int ny, int nz) {
        NiftiBytes image = new NiftiBytes(version, order);
        image.header.putInt(0, version == 1 ? 348 : 540);
        image.magic(version == 1 ? "n+1\0" : "n+2\0\r\n\u001a\n");
        image.dim(3, nx, ny, nz, 1, 1, 1, 1);
        image.datatype(datatype.code());
        image.bitpix(8 * datatype.bytes());
        image.pixdim(1, 0.5, 0.75, 2, 1, 1, 1, 1);
        image.voxelOffset(version == 1 ? 352 : 544);
        image.voxels = new byte[nx * ny * nz * datatype.bytes()];
        return image;
    }

    /** A sound little-endian NIfTI-1 image. */
    static NiftiBytes image(Datatype datatype, int nx, int ny, int nz) {
        return image(1, ByteOrder.LITTLE_ENDIAN, datatype, nx, ny, nz);
    }

    NiftiBytes magic(String magic) {
        for (int i = 0; i < magic.length(); i++) {
            header.put((version == 1 ? 344 : 4) + i, (byte) magic.charAt(i));
        }
        return this;
    }

    NiftiBytes dim(long... dim) {
        for (int i = 0; i < dim.length; i++) {
            if (version == 1) {
                header.putShort(40 + 2 * i, (short) dim[i]);
            } else {
                header.putLong(16 + 8 * i, dim[i]);
            }
        }
        return this;
    }

    NiftiBytes datatype(int code) {
        header.putShort(version == 1 ? 70 : 12, (short) code);
        return this;
    }

    NiftiBytes bitpix(int bits) {
        header.putShort(version == 1 ? 72 : 14, (short) bits);
        return this;
    }

    NiftiBytes pixdim(double... pixdim) {
        for (int i = 0; i < pixdim.length; i++) {
            real(76 + 4 * i, 104 + 8 * i, pixdim[i]);
        }
        return this;
    }

    NiftiBytes voxelOffset(double offset) {
        if (version == 1) {
            header.putFloat(108, (float) offset);
        } else {
            header.putLong(168, (long) offset);
        }
        return this;
    }

    NiftiBytes scaling(double slope, double intercept) {
        real(112, 176, slope);
        real(116, 184, intercept);
        return this;
    }

    NiftiBytes units(int code) {
        if (version == 1) {
            header.put(123, (byte) code);
        } else {
            header.putInt(500, code);
        }
        return this;
    }

    NiftiBytes codes(int qform, int sform) {
        if (version == 1) {
            header.putShort(252, (short) qform);
            header.putShort(254, (short) sform);
        } else {
            header.putInt(344, qform);
            header.putInt(348, sform);
        }
        return this;
    }

    NiftiBytes quaternion(double b, double c, double d, double x, double y, double z) {
        double[] all = {b, c, d, x, y, z};
        for (int i = 0; i < 6; i++) {
            real(256 + 4 * i, 352 + 8 * i, all[i]);
        }
        return this;
    }

    NiftiBytes sform(double... rows) {
        for (int i = 0; i < 12; i++) {
            real(280 + 4 * i, 400 + 8 * i, rows[i]);
        }
        return this;
    }

    private void real(int offset1, int offset2, double value) {
        if (version == 1) {
            header.putFloat(offset1, (float) value);
        } else {
            header.putDouble(offset2, value);
        }
    }

    /** Fills the voxels through a buffer of the image's byte order. */
    NiftiBytes voxels(Consumer<ByteBuffer> fill) {
        fill.accept(ByteBuffer.wrap(voxels).order(header.order()));
        return this;
    }

    NiftiBytes voxels(byte... bytes) {
        voxels = bytes.clone();
        return this;
    }

    byte[] headerBytes() {
        return header.array().clone();
    }

    byte[] voxelBytes() {
        return voxels.clone();
    }

    byte[] bytes() {
        return concat(header.array(), voxels);
    }

    byte[] gzipped() {
        return gzip(bytes());
    }

    ByteSource source() {
        return source(bytes());
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static ByteSource source(byte[] stored) {
        return new InMemory("scan.nii", stored, true, Optional.empty());
    }

    /** As an archive gives it, whose word on sizes is not taken. */
    static ByteSource sourceOfUnknownSize(byte[] stored) {
        return new InMemory("scan.nii", stored, false, Optional.empty());
    }

    static ByteSource pair(byte[] header, byte[] pixels) {
        return new InMemory(
                "scan.hdr", header, true, Optional.of(new InMemory("scan.img", pixels, true, Optional.empty())));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record InMemory(String name, byte[] stored, boolean sized, Optional<ByteSource> pixels)
            implements ByteSource {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(stored);
        }

        @Override
        public Optional<ByteSource> sibling(String fileName) {
            return pixels.filter(half -> half.name().equals(fileName));
        }

        @Override
        public OptionalLong size() {
            return sized ? OptionalLong.of(stored.length) : OptionalLong.empty();
        }
    }
}
