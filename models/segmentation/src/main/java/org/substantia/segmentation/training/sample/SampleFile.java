package org.substantia.segmentation.training.sample;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.substantia.base.io.AtomicFiles;

/** Training samples on disk, uncompressed, since they are read far more often than made. */
public final class SampleFile {
    private static final int MAGIC = 0x53554231;

    private SampleFile() {}

    public static void write(Path file, TrainingSample sample) throws IOException {
        AtomicFiles.write(file, stream -> {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream, 1 << 16));
            out.writeInt(MAGIC);
            out.writeUTF(sample.id());
            write(out, sample.fine());
            write(out, sample.coarse());
            out.flush();
        });
    }

    private static void write(DataOutputStream out, TrainingSample.Block block) throws IOException {
        out.writeInt(block.nx());
        out.writeInt(block.ny());
        out.writeInt(block.nz());
        out.writeInt(block.images().size());
        for (TrainingSample.PackedImage image : block.images()) {
            out.writeFloat(image.scale());
            out.writeInt(image.values().length);
            ByteBuffer bytes = ByteBuffer.allocate(2 * image.values().length);
            bytes.asShortBuffer().put(image.values());
            out.write(bytes.array());
        }
        out.writeInt(block.classes().size());
        for (byte[] classes : block.classes()) {
            out.write(classes);
        }
    }

    /** @throws IOException naming the file, if it is no training sample */
    public static TrainingSample read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        try {
            if (in.getInt() != MAGIC) {
                throw new IOException(file + ": is no training sample");
            }
            byte[] id = new byte[in.getShort()];
            in.get(id);
            String name = new String(id, StandardCharsets.UTF_8);
            return new TrainingSample(name, block(in), block(in));
        } catch (BufferUnderflowException e) {
            throw new IOException(
                    file + ": the training sample is cut short; delete the file to have it made again", e);
        }
    }

    private static TrainingSample.Block block(ByteBuffer in) {
        int nx = in.getInt();
        int ny = in.getInt();
        int nz = in.getInt();
        List<TrainingSample.PackedImage> images = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            float scale = in.getFloat();
            short[] values = new short[in.getInt()];
            in.asShortBuffer().get(values);
            in.position(in.position() + 2 * values.length);
            images.add(new TrainingSample.PackedImage(scale, values));
        }
        List<byte[]> classes = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            byte[] values = new byte[nx * ny * nz];
            in.get(values);
            classes.add(values);
        }
        return new TrainingSample.Block(nx, ny, nz, images, classes);
    }
}
