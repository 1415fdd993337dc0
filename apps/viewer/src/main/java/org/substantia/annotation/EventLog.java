package org.substantia.annotation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.substantia.base.io.FileFaults;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.JsonFiles;

/**
 * A file of events, one JSON object a line, to which lines are only ever appended. Every line holds the digest of the
 * line before, so that a change to any line but the last shows; of the last, {@link Replay} checks what it says of the
 * mask. A line is on the disk when {@link #append} returns. Held by one process at a time; not safe for use by several
 * threads.
 */
final class EventLog implements AutoCloseable {
    private static final String NO_LINE = Sha256.hex(new byte[0]);
    private static final String LOCK = ".lock";

    private final Path file;
    private final Hold hold;
    private final FileChannel channel;
    private final List<AnnotationEvent> events;
    private final Optional<String> notice;
    private String lastDigest;

    private EventLog(Path file, Hold hold, FileChannel channel, Content content, Optional<String> notice) {
        this.file = file;
        this.hold = hold;
        this.channel = channel;
        this.events = new ArrayList<>(content.events());
        this.lastDigest = content.lastDigest();
        this.notice = notice;
    }

    /**
     * What a file holds.
     *
     * @param wholeLines bytes up to the end of the last event
     * @param length bytes without blank lines at the end, as editors leave them
     */
    record Content(List<AnnotationEvent> events, String lastDigest, long wholeLines, long length) {}

    /**
     * Opens a log for appending, or makes an empty one. A last line without its end, as a crash leaves it, is cut off.
     *
     * @throws IOException naming the file and the line, if the chain is broken, or if another program holds the log
     */
    static EventLog open(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Hold hold = Hold.of(file, folder.toRealPath().resolve(file.getFileName() + LOCK));
        try {
            return open(file, hold);
        } catch (IOException | RuntimeException e) {
            hold.close();
            throw e;
        }
    }

    private static EventLog open(Path file, Hold hold) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Content content = read(file);
            Optional<String> notice = Optional.empty();
            if (content.wholeLines() < channel.size()) {
                channel.truncate(content.wholeLines());
                channel.force(true);
            }
            if (content.wholeLines() < content.length()) {
                notice = Optional.of(
                        file + ": the last line was incomplete and was cut off; all events before it are there");
            }
            channel.position(content.wholeLines());
            return new EventLog(file, hold, channel, content, notice);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Keeps other programs from a log, by a lock on a file beside it. Not on the log: where locks are POSIX's, a
     * process loses its lock on a file when it closes the file anywhere, and a log is read while it is held. For the
     * same reason a lock that this program holds already is not tried again.
     */
    private record Hold(Path lock, FileChannel channel) implements AutoCloseable {
        private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

        static Hold of(Path log, Path lock) throws IOException {
            if (!HELD.add(lock)) {
                throw taken(log);
            }
            try {
                return new Hold(lock, locked(log, lock));
            } catch (IOException | RuntimeException e) {
                HELD.remove(lock);
                throw e;
            }
        }

        private static FileChannel locked(Path log, Path lock) throws IOException {
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    throw taken(log);
                }
                return channel;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }

        private static IOException taken(Path log) {
            return new IOException(log + ": is open in another program; one rater draws a case at a time");
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                HELD.remove(lock);
            }
        }
    }

    /**
     * Reads a log and checks its chain.
     *
     * @throws IOException naming the file and the line, if a line is not an event or does not follow the one before
     */
    static Content read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<AnnotationEvent> events = new ArrayList<>();
        String digest = NO_LINE;
        int start = 0;
        int length = contentEnd(bytes);
        for (int end = 0; end < length; end++) {
            if (bytes[end] != '\n') {
                continue;
            }
            byte[] line = Arrays.copyOfRange(bytes, start, end);
            String place = file + ": line " + (events.size() + 1);
            AnnotationEvent event = JsonFiles.parse(place, line, AnnotationEvent.class);
            if (event.seq() != events.size()) {
                throw new IOException(place + ": has number " + event.seq() + ", expected " + events.size());
            }
            if (!event.previous().equals(digest)) {
                throw new IOException(
                        place + ": does not follow the line before; the file was changed after it was written");
            }
            events.add(event);
            digest = Sha256.hex(line);
            start = end + 1;
        }
        return new Content(events, digest, start, length);
    }

    /**
     * The last whole line and, while what is read are signatures, those before it; the latest first. There is no look
     * at the lines before and at the chain.
     *
     * @throws IOException naming the file, if one of these lines is no event
     */
    static List<AnnotationEvent> latest(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<AnnotationEvent> latest = new ArrayList<>();
        int end = lineEnd(bytes, contentEnd(bytes));
        while (end >= 0) {
            int before = lineEnd(bytes, end);
            AnnotationEvent event = JsonFiles.parse(
                    file + ": last line", Arrays.copyOfRange(bytes, before + 1, end), AnnotationEvent.class);
            latest.add(event);
            end = event.tool() == Tool.SIGN ? before : -1;
        }
        return latest;
    }

    /** The end of the last line that is not blank. */
    private static int contentEnd(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && Character.isWhitespace(bytes[end - 1])) {
            end--;
        }
        if (end == 0) {
            return 0;
        }
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, bytes.length);
    }

    /** The last end of a line before a place, -1 if there is none. */
    private static int lineEnd(byte[] bytes, int before) {
        int at = before - 1;
        while (at >= 0 && bytes[at] != '\n') {
            at--;
        }
        return at;
    }

    List<AnnotationEvent> events() {
        return List.copyOf(events);
    }

    int size() {
        return events.size();
    }

    /** What had to be mended on opening. */
    Optional<String> notice() {
        return notice;
    }

    /** The digest that the next event's {@code previous} holds. */
    String lastDigest() {
        return lastDigest;
    }

    /**
     * Writes an event to the disk.
     *
     * @throws IOException naming the file, if it cannot be written, or is not as this log left it; nothing of the event
     *     is kept then
     */
    void append(AnnotationEvent event) throws IOException {
        byte[] line = JsonFiles.line(event).getBytes(StandardCharsets.UTF_8);
        long start = channel.position();
        if (channel.size() != start) {
            throw new IOException(file
                    + ": not kept: the file was changed by another program; end the other and start this one anew");
        }
        try {
            ByteBuffer buffer = ByteBuffer.allocate(line.length + 1)
                    .put(line)
                    .put((byte) '\n')
                    .flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(false);
        } catch (IOException e) {
            channel.truncate(start);
            channel.position(start);
            throw new IOException(file + ": cannot be written: " + FileFaults.reason(e), e);
        }
        events.add(event);
        lastDigest = Sha256.hex(line);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            hold.close();
        }
    }
}
