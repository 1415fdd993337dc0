package org.substantia.imaging.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.substantia.base.io.ByteSource;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/**
 * Reads one image. Memory for the voxels is set aside at once when the source is long enough to hold them; otherwise
 * they are gathered in pieces as they arrive and joined at the end, so that a header that lies costs no more than what
 * is really there.
 */
final class NiftiReader {
    private static final int PIECE_BYTES = 1 << 18;

    /** The farthest that a scaled label may lie from a whole number. */
    private static final double MAX_LABEL_SLACK = 0.05;

    /** The same where nothing is scaled: programs that compute in float32 are off by far less. */
    private static final double LABEL_SLACK = 0.01;

    private final ByteSource source;

    NiftiReader(ByteSource source) throws NiftiException {
        this.source = NiftiFile.header(source);
    }

    NiftiHeader header() throws NiftiException {
        return header(Components.REAL);
    }

    NiftiHeader labelHeader() throws NiftiException {
        return header(Components.COMPLEX);
    }

    private NiftiHeader header(Components allowed) throws NiftiException {
        try (ContentStream content = ContentStream.open(source)) {
            return header(content, allowed);
        }
    }

    private static NiftiHeader header(ContentStream content, Components allowed) throws NiftiException {
        byte[] start = new byte[4];
        int got = content.read(start, 0, 4);
        if (got < 4) {
            throw new NiftiException(
                    content.name(), got == 0 ? "the file is empty" : "the file ends after " + got + " bytes");
        }
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        int size = ByteBuffer.wrap(start).order(order).getInt();
        if (size != RawHeader.SIZE_1 && size != RawHeader.SIZE_2) {
            order = ByteOrder.BIG_ENDIAN;
            size = ByteBuffer.wrap(start).order(order).getInt();
        }
        if (size != RawHeader.SIZE_1 && size != RawHeader.SIZE_2) {
            throw new NiftiException(
                    content.name(),
                    String.format(
                            Locale.ROOT,
                            "not a NIfTI image; it begins with the bytes %02x %02x %02x %02x",
                            start[0],
                            start[1],
                            start[2],
                            start[3]));
        }
        byte[] bytes = Arrays.copyOf(start, size);
        int end = 4 + content.read(bytes, 4, size - 4);
        if (end < size) {
            throw new NiftiException(
                    content.name(), "the file ends after " + end + " of the header's " + size + " bytes");
        }
        return NiftiHeader.of(content.name(), RawHeader.wrap(size == RawHeader.SIZE_1 ? 1 : 2, order, bytes), allowed);
    }

    NiftiVolume volume(NonFinite nonFinite) throws NiftiException {
        return read(
                Components.REAL,
                header -> {},
                (header, content) -> new NiftiVolume(header, volume(header, content, nonFinite)));
    }

    NiftiLabels labels(OddVoxels policy) throws NiftiException {
        return read(Components.COMPLEX, header -> {}, (header, content) -> labels(header, content, policy, false));
    }

    /** For a caller who looks at the header, and so vouches for the memory that it asks for. */
    NiftiLabels labels(OddVoxels policy, Consumer<NiftiHeader> onHeader) throws NiftiException {
        return read(Components.COMPLEX, onHeader, (header, content) -> labels(header, content, policy, true));
    }

    /** Makes an image of a content that stands at the first voxel. */
    @FunctionalInterface
    private interface VoxelReader<T> {
        T read(NiftiHeader header, ContentStream content) throws NiftiException;
    }

    /** @param onHeader sees the header before any voxel is read, and may end the reading by an exception of its own */
    private <T> T read(Components allowed, Consumer<NiftiHeader> onHeader, VoxelReader<T> reader)
            throws NiftiException {
        try (ContentStream content = ContentStream.open(source)) {
            NiftiHeader header = header(content, allowed);
            onHeader.accept(header);
            if (!header.isPair()) {
                return readVoxels(reader, header, content, header.raw().endWithExtensionFlag() - 4);
            }
            ByteSource pixels = NiftiFile.pixels(source)
                    .orElseThrow(() -> new NiftiException(
                            source.name(), "is the header of a .hdr/.img pair, and its .img file cannot be found"));
            try (ContentStream pixelFeed = ContentStream.open(pixels)) {
                return readVoxels(reader, header, pixelFeed, 0);
            }
        } catch (OutOfMemoryError e) {
            throw new ImageMemoryError(source.name(), e);
        }
    }

    private static <T> T readVoxels(VoxelReader<T> reader, NiftiHeader header, ContentStream content, int position)
            throws NiftiException {
        long voxelBytes = header.voxelBytes();
        long needed = header.voxelOffset() + voxelBytes;
        if (needed > content.maxContent()) {
            throw new NiftiException(
                    content.name(),
                    "the header promises " + voxelBytes + " bytes of voxels from byte " + header.voxelOffset()
                            + ", but the file has only "
                            + content.storedSize().orElse(0) + " bytes"
                            + (content instanceof GzipContentStream ? ", gzipped" : "")
                            + "; it is cut off or its header is damaged");
        }
        long toSkip = header.voxelOffset() - position;
        long skipped = content.skip(toSkip);
        if (skipped < toSkip) {
            throw new NiftiException(
                    content.name(),
                    "ends at byte " + (position + skipped) + ", before its voxels begin at byte "
                            + header.voxelOffset());
        }
        T image = reader.read(header, content);
        content.finish();
        return image;
    }

    /** Fills a piece of an array with bytes, all of which must be there. */
    private static void readFully(
            ContentStream content, byte[] to, int from, int length, long before, NiftiHeader header)
            throws NiftiException {
        int got = content.read(to, from, length);
        if (got < length) {
            long promised = header.voxelBytes();
            throw new NiftiException(
                    content.name(),
                    "the header promises " + promised + " bytes of voxels, but only " + (before + got)
                            + " are there; it is cut off or its header is damaged");
        }
    }

    private static Volume volume(NiftiHeader header, ContentStream content, NonFinite nonFinite) throws NiftiException {
        int n = header.geometry().voxelCount();
        int width = header.datatype().bytes();
        boolean guaranteed = content.guarantees((long) n * width);
        VoxelDecoder decoder = new VoxelDecoder(header, n);
        NonFiniteCount count = new NonFiniteCount(nonFinite);
        boolean canBeNonFinite =
                !header.datatype().isInteger() || !header.scaling().isNone();
        float[] all = new float[guaranteed ? n : 0];
        List<float[]> pieces = new ArrayList<>();
        for (int done = 0; done < n; ) {
            int voxels = Math.min(n - done, decoder.blockVoxels());
            readFully(content, decoder.block(), 0, voxels * width, (long) done * width, header);
            float[] to = guaranteed ? all : new float[voxels];
            int from = guaranteed ? done : 0;
            decoder.toFloats(voxels, to, from);
            if (canBeNonFinite) {
                count.check(to, from, voxels, done);
            }
            if (!guaranteed) {
                pieces.add(to);
            }
            done += voxels;
        }
        count.finish(content.name(), header.geometry());
        if (!guaranteed) {
            all = new float[n];
            int at = 0;
            for (float[] piece : pieces) {
                System.arraycopy(piece, 0, all, at, piece.length);
                at += piece.length;
            }
        }
        return new Volume(header.geometry(), all);
    }

    /** Finds voxels that are NaN or infinite. */
    private static final class NonFiniteCount {
        private static final int EXPONENT = 0x7f80_0000;

        private final NonFinite policy;
        private int count;
        private int first;

        NonFiniteCount(NonFinite policy) {
            this.policy = policy;
        }

        void check(float[] values, int from, int length, int index) {
            if (policy == NonFinite.KEEP) {
                return;
            }
            int found = 0;
            for (int i = from; i < from + length; i++) {
                found += (Float.floatToRawIntBits(values[i]) & EXPONENT) == EXPONENT ? 1 : 0;
            }
            if (found > 0) {
                note(values, from, length, index);
            }
        }

        private void note(float[] values, int from, int length, int index) {
            for (int i = 0; i < length; i++) {
                if (!Float.isFinite(values[from + i])) {
                    if (count == 0) {
                        first = index + i;
                    }
                    count++;
                    if (policy == NonFinite.ZERO) {
                        values[from + i] = 0;
                    }
                }
            }
        }

        void finish(String name, Geometry geometry) throws NiftiException {
            if (count > 0 && policy == NonFinite.REJECT) {
                throw new NiftiException(
                        name,
                        count + " of " + geometry.voxelCount() + " voxels are NaN or infinite, the first at "
                                + place(geometry, first) + "; every voxel must have a value");
            }
        }
    }

    private static NiftiLabels labels(NiftiHeader header, ContentStream content, OddVoxels policy, boolean vouchedFor)
            throws NiftiException {
        boolean gzipped = content instanceof GzipContentStream;
        if (header.datatype() == Datatype.UINT8 && header.scaling().isNone()) {
            LabelMap map = LabelMap.ofBytes(header.geometry(), bytes(header, content, vouchedFor));
            return new NiftiLabels(header, map, map, 0, "", gzipped);
        }
        int n = header.geometry().voxelCount();
        int width = header.bytesPerVoxel();
        VoxelDecoder decoder = new VoxelDecoder(header, n);
        LabelRounding rounding = new LabelRounding(content.name(), header.geometry(), slack(header), policy);
        for (int done = 0; done < n; ) {
            int voxels = Math.min(n - done, decoder.blockVoxels());
            readFully(content, decoder.block(), 0, voxels * width, (long) done * width, header);
            double[] values = decoder.toDoubles(voxels);
            rounding.add(values, voxels, done, decoder);
            done += voxels;
        }
        return rounding.finish(header, gzipped);
    }

    /** A tool that fits a slope to the labels it stores is off by up to half a step. */
    private static double slack(NiftiHeader header) {
        double step = Math.min(MAX_LABEL_SLACK, Math.abs(header.scaling().slope()) * 0.51);
        return header.scaling().isNone() || (header.datatype().isInteger() && step < LABEL_SLACK) ? LABEL_SLACK : step;
    }

    private static byte[] bytes(NiftiHeader header, ContentStream content, boolean vouchedFor) throws NiftiException {
        int n = header.geometry().voxelCount();
        boolean guaranteed = vouchedFor || content.guarantees(n);
        byte[] all = new byte[guaranteed ? n : 0];
        List<byte[]> pieces = new ArrayList<>();
        for (int done = 0; done < n; ) {
            int length = Math.min(n - done, PIECE_BYTES);
            byte[] to = guaranteed ? all : new byte[length];
            readFully(content, to, guaranteed ? done : 0, length, done, header);
            if (!guaranteed) {
                pieces.add(to);
            }
            done += length;
        }
        if (!guaranteed) {
            all = new byte[n];
            int at = 0;
            for (byte[] piece : pieces) {
                System.arraycopy(piece, 0, all, at, piece.length);
                at += piece.length;
            }
        }
        return all;
    }

    static String place(Geometry geometry, int index) {
        int row = index / geometry.nx();
        return "voxel (" + index % geometry.nx() + ", " + row % geometry.ny() + ", " + row / geometry.ny() + ")";
    }
}
