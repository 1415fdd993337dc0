package org.substantia.imaging.nifti;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.StagedFile;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/** Writes one image under the name and with the options it is made with. */
final class NiftiWriter {
    private static final int VOLUME_COMPRESSION = 1;
    private static final int LABEL_COMPRESSION = 6;

    private final Path path;
    private final FileFormat format;
    private final WriteOptions options;

    /** @throws NiftiException if the name is not one of an image */
    NiftiWriter(Path path, WriteOptions options) throws NiftiException {
        this.path = path;
        this.format = FileFormat.of(path);
        this.options = options;
        if (format.role() == FileFormat.Role.UNKNOWN) {
            throw new NiftiException(
                    path.toString(),
                    "not the name of an image to write; it must end in .nii, .hdr or .img, or that and .gz");
        }
    }

    /** Puts an image's voxels. */
    @FunctionalInterface
    private interface Voxels {
        void encode(VoxelEncoder encoder) throws IOException;
    }

    void write(Volume volume) throws IOException {
        Datatype datatype = options.datatype().orElse(Datatype.FLOAT32);
        float[] data = volume.data();
        if (!datatype.isInteger()) {
            write(volume.geometry(), datatype, Scaling.NONE, VOLUME_COMPRESSION, encoder -> {
                for (float value : data) {
                    encoder.put(value);
                }
            });
            return;
        }
        ScaledIntegers integers = ScaledIntegers.of(path.toString(), volume, datatype);
        write(volume.geometry(), datatype, integers.scaling(), VOLUME_COMPRESSION, encoder -> {
            for (float value : data) {
                encoder.put(integers.store(value));
            }
        });
    }

    void write(LabelMap labels) throws IOException {
        int n = labels.geometry().voxelCount();
        int[] range = new int[2];
        labels.forEachLabeled((index, label) -> {
            range[0] = Math.min(range[0], label);
            range[1] = Math.max(range[1], label);
        });
        Datatype datatype = labelDatatype(range[0], range[1]);
        boolean same = labels.width() == LabelMap.Width.UNSIGNED_8 && datatype == Datatype.UINT8;
        write(labels.geometry(), datatype, Scaling.NONE, LABEL_COMPRESSION, encoder -> {
            if (same) {
                encoder.put(labels);
            } else if (datatype.isInteger()) {
                for (int i = 0; i < n; i++) {
                    encoder.put((long) labels.get(i));
                }
            } else {
                for (int i = 0; i < n; i++) {
                    encoder.put((float) labels.get(i));
                }
            }
        });
    }

    private Datatype labelDatatype(int min, int max) throws NiftiException {
        if (options.datatype().isEmpty()) {
            if (min >= 0 && max <= Datatype.UINT8.max()) {
                return Datatype.UINT8;
            }
            return min >= Datatype.INT16.min() && max <= Datatype.INT16.max() ? Datatype.INT16 : Datatype.INT32;
        }
        Datatype datatype = options.datatype().get();
        boolean fits = datatype.isInteger()
                ? min >= datatype.min() && max <= datatype.max()
                : Math.max(-(long) min, max) <= 1 << 24;
        if (!fits) {
            throw new NiftiException(
                    path.toString(), "labels from " + min + " to " + max + " cannot be written as " + datatype);
        }
        return datatype;
    }

    private void write(Geometry geometry, Datatype datatype, Scaling scaling, int usualCompression, Voxels voxels)
            throws IOException {
        boolean pair = format.role() != FileFormat.Role.SINGLE;
        int level = format.gzipped() ? options.compression().orElse(usualCompression) : 0;
        RawHeader header = HeaderWriter.header(geometry, options.template(), datatype, scaling, pair);
        ByteOrder order = header.byteOrder();
        if (!pair) {
            AtomicFiles.write(path, zipped(level, out -> {
                writeHeader(header, out);
                encode(datatype, order, voxels, out);
            }));
            return;
        }
        boolean pathIsHeader = format.role() == FileFormat.Role.HEADER;
        Path headerPath = pathIsHeader ? path : format.sibling(path);
        Path pixelPath = pathIsHeader ? format.sibling(path) : path;
        // Both halves are complete before either takes its place.
        try (StagedFile pixels =
                        StagedFile.write(pixelPath, zipped(level, out -> encode(datatype, order, voxels, out)));
                StagedFile head = StagedFile.write(headerPath, zipped(level, out -> writeHeader(header, out)))) {
            pixels.commit();
            head.commit();
        }
    }

    /** The content gzipped at a level; level 0 leaves it as it is. */
    private static StagedFile.Content zipped(int level, StagedFile.Content content) {
        return out -> {
            if (level == 0) {
                content.writeTo(out);
            } else {
                try (LevelledGzip gzip = new LevelledGzip(out, level)) {
                    content.writeTo(gzip);
                }
            }
        };
    }

    /** The header and four zero bytes: no extensions follow. */
    private static void writeHeader(RawHeader header, OutputStream out) throws IOException {
        out.write(header.toBytes());
        out.write(new byte[4]);
    }

    private static void encode(Datatype datatype, ByteOrder order, Voxels voxels, OutputStream out) throws IOException {
        VoxelEncoder encoder = new VoxelEncoder(datatype, order, out);
        voxels.encode(encoder);
        encoder.flush();
    }
}
