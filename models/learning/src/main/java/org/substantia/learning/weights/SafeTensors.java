package org.substantia.learning.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.FileFaults;
import org.substantia.base.io.MappedFile;

/**
 * Reads and writes files of the safetensors format, which Python's {@code safetensors} package shares: 8 bytes with the
 * length of the header, a JSON header padded with spaces to a multiple of 8, the elements of all tensors without gaps.
 * Everything is little-endian. What is read or written is held in memory, hence at most 2 GB of elements; what is
 * mapped is not. Stateless.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class SafeTensors {
    /** Most bytes of elements in a file: what a Java array holds. */
    static final int MAX_DATA = Integer.MAX_VALUE - 8;

    private SafeTensors() {}

    /** @throws WeightsException if the file cannot be read or is malformed */
    public static TensorFile read(Path file) throws WeightsException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        } catch (WeightsException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    /**
     * Reads to the end of the stream and leaves it open.
     *
     * @param sourceName stands before the colon of an error message
     * @throws WeightsException if the stream fails or its content is malformed
     */
    public static TensorFile read(String sourceName, InputStream in) throws WeightsException {
        try {
            return parse(sourceName, in);
        } catch (WeightsException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(sourceName, e);
        }
    }

    private static TensorFile parse(String source, InputStream in) throws IOException {
        byte[] prefix = checkedPrefix(source, in.readNBytes(Long.BYTES));
        int headerLength = Header.length(source, prefix);
        Header header = Header.parse(source, checkedHeader(source, in.readNBytes(headerLength), headerLength));
        header.checkInMemory(source);
        int expected = (int) header.dataBytes();
        byte[] data = in.readNBytes(expected);
        long offset = (long) Long.BYTES + headerLength;
        if (data.length < expected) {
            throw new WeightsException(
                    source,
                    "is cut short: expected %d bytes, found %d".formatted(offset + expected, offset + data.length));
        }
        long surplus = in.transferTo(OutputStream.nullOutputStream());
        if (surplus > 0) {
            throw new WeightsException(
                    source,
                    "holds bytes that belong to no tensor: expected %d bytes, found %d"
                            .formatted(offset + expected, offset + expected + surplus));
        }
        ByteBuffer all = ByteBuffer.wrap(data);
        return header.tensors((begin, count) -> all.slice((int) begin, (int) count));
    }

    /**
     * As {@link #read(Path)}, but the elements stay in the file, which may have any length; a tensor has up to 2 GB.
     * The file must not be changed as long as the tensors are in use.
     *
     * @throws WeightsException if the file cannot be read or is malformed
     */
    public static TensorFile map(Path file) throws WeightsException {
        try {
            return parse(file.toString(), MappedFile.open(file));
        } catch (WeightsException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    private static TensorFile parse(String source, MappedFile file) throws IOException {
        byte[] prefix = new byte[(int) Math.min(Long.BYTES, file.length())];
        file.slice(0, prefix.length).get(prefix);
        int headerLength = Header.length(source, checkedPrefix(source, prefix));
        long offset = (long) Long.BYTES + headerLength;
        byte[] headerBytes = new byte[(int) Math.min(headerLength, file.length() - Long.BYTES)];
        file.slice(Long.BYTES, headerBytes.length).get(headerBytes);
        Header header = Header.parse(source, checkedHeader(source, headerBytes, headerLength));
        if (offset + header.dataBytes() != file.length()) {
            throw new WeightsException(
                    source,
                    "%s: expected %d bytes, found %d"
                            .formatted(
                                    offset + header.dataBytes() > file.length()
                                            ? "is cut short"
                                            : "holds bytes that belong to no tensor",
                                    offset + header.dataBytes(),
                                    file.length()));
        }
        return header.tensors((begin, count) -> file.slice(offset + begin, count));
    }

    private static byte[] checkedPrefix(String source, byte[] prefix) throws WeightsException {
        if (prefix.length < Long.BYTES) {
            throw new WeightsException(
                    source,
                    "is not a safetensors file: it has %d bytes, 8 hold the header's length alone"
                            .formatted(prefix.length));
        }
        return prefix;
    }

    private static byte[] checkedHeader(String source, byte[] header, int length) throws WeightsException {
        if (header.length < length) {
            throw new WeightsException(
                    source,
                    "is cut short or no safetensors file: a header of %d bytes should follow its length, found %d"
                            .formatted(length, header.length));
        }
        return header;
    }

    /**
     * Writes the file in place of any earlier one, atomically. Tensors lie in the file by falling element size, so that
     * each is aligned, else in their order in {@code content}; the header keeps that order throughout.
     *
     * @throws WeightsException if there are more than 2 GB of elements or the header is too long
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, TensorFile content) throws IOException {
        Header header = Header.of(file.toString(), content);
        byte[] headerBytes = header.toBytes(file.toString());
        AtomicFiles.write(file, out -> {
            out.write(Header.lengthBytes(headerBytes.length));
            out.write(headerBytes);
            WritableByteChannel channel = Channels.newChannel(out);
            for (String name : header.namesInDataOrder()) {
                channel.write(content.tensors().get(name).data());
            }
        });
    }

    private static WeightsException unreadable(String source, IOException e) {
        return new WeightsException(source, "cannot be read: " + FileFaults.reason(e), e);
    }
}
