package org.substantia.challenge.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.base.text.Format;

/** Sends a file, or the range of it that was asked for (RFC 9110), so that a download that broke off goes on. */
final class FileAnswer {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,15})-([0-9]{0,15})");
    private static final int BUFFER = 1 << 16;
    /** What a quoted name in a header may not hold, or is read differently by different browsers. */
    private static final Pattern NOT_PLAIN = Pattern.compile("[^ -~]|[\"\\\\%]");

    private FileAnswer() {}

    /** A name as one part of an address: a file may be called {@code images #1.zip}. */
    static String encoded(String name) {
        // RFC 8187 has no asterisk.
        return Format.percentEncoded(name).replace("*", "%2A");
    }

    /** The value of {@code Content-Disposition} under which a browser keeps a file by its name, whatever it holds. */
    static String attachment(String name) {
        String plain = NOT_PLAIN.matcher(name).replaceAll("_");
        return plain.equals(name) ? "attachment; filename=\"" + name + "\"" : attachment(plain, name);
    }

    /** @param plain in ASCII, for programs that do not know RFC 6266 */
    static String attachment(String plain, String name) {
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded(name);
    }

    /** What was sent. */
    record Sent(long from, long bytes) {}

    /** @param etag of the content; a range of another content is answered with the whole file */
    static Sent send(Context context, Path file, String etag) throws IOException {
        return send(context, file, 0, Files.size(file), etag);
    }

    /**
     * A piece of a file as if it were one.
     *
     * @param start where the piece begins
     * @param size of the piece
     * @return what was sent, counted from the beginning of the file
     */
    static Sent send(Context context, Path file, long start, long size, String etag) throws IOException {
        context.header("Accept-Ranges", "bytes").header("ETag", etag).contentType("application/octet-stream");
        long from = 0;
        long to = size - 1;
        String asked = context.header("Range");
        String ifRange = context.header("If-Range");
        Matcher range = RANGE.matcher(asked == null ? "" : asked);
        boolean some = range.matches()
                && !(range.group(1).isEmpty() && range.group(2).isEmpty())
                && (ifRange == null || ifRange.equals(etag));
        if (some) {
            boolean suffix = range.group(1).isEmpty();
            long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
            from = suffix ? Math.max(0, size - last) : Long.parseLong(range.group(1));
            to = suffix ? size - 1 : Math.min(last, size - 1);
            if (from > to) {
                context.status(HttpStatus.RANGE_NOT_SATISFIABLE).header("Content-Range", "bytes */" + size);
                return new Sent(start + from, 0);
            }
            context.status(HttpStatus.PARTIAL_CONTENT).header("Content-Range", "bytes " + from + "-" + to + "/" + size);
        }
        context.disableCompression();
        context.res().setContentLengthLong(to - from + 1);
        copy(file, start + from, to - from + 1, context.res().getOutputStream());
        return new Sent(start + from, to - from + 1);
    }

    private static void copy(Path file, long from, long bytes, OutputStream out) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(from);
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            long left = bytes;
            while (left > 0) {
                buffer.clear().limit((int) Math.min(BUFFER, left));
                int n = channel.read(buffer);
                if (n < 0) {
                    throw new IOException("a file became shorter while it was sent");
                }
                out.write(buffer.array(), 0, n);
                left -= n;
            }
        }
    }
}
