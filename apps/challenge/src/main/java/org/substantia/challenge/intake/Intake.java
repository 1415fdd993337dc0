package org.substantia.challenge.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.model.Paper;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.store.Store;
import org.substantia.challenge.store.Uploads;

/**
 * Resumable uploads. Bytes are forced to the disk before the database says that they are there, so that an acknowledged
 * byte is never lost; what was written and not acknowledged is written again. Thread-safe within a process.
 */
public final class Intake {
    private static final int BUFFER = 1 << 16;

    /** So many bytes are acknowledged while a request still runs: until then they are expected, and on the disk. */
    private static final int ACKNOWLEDGED = 16 << 20;

    /** Of a container image. */
    private static final long MAX_IMAGE_BYTES = 15_000_000_000L;

    /** Of the description of a method. */
    public static final long MAX_PAPER_BYTES = 10L << 20;

    private static final byte[] PDF = "%PDF-".getBytes(StandardCharsets.US_ASCII);
    private static final String PART = ".part";
    private static final String PAPER_PART = ".paper";

    /** After so long nobody writes any more to a file that no open upload owns. */
    private static final Duration STALE = Duration.ofDays(1);

    private final Store store;
    private final Blobs blobs;
    private final Path folder;
    private final Path forms;
    private final long maxBytes;
    private final DiskReserve reserve;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /**
     * @param maxBytes size of the largest file that is taken
     * @param reserve what new uploads leave free of the disk that the folder is on
     */
    public Intake(Store store, Blobs blobs, Path dataFolder, long maxBytes, DiskReserve reserve) {
        this.store = store;
        this.blobs = blobs;
        this.folder = dataFolder.resolve("uploads");
        this.forms = dataFolder.resolve("work").resolve("forms");
        this.maxBytes = maxBytes;
        this.reserve = reserve;
    }

    public long maxBytes() {
        return maxBytes;
    }

    /** Where forms with files lie while they are read. */
    public Path forms() {
        return forms;
    }

    /** @throws RefusedException if the file is too large, the disk too full, or the rules do not allow it */
    public Upload open(
            String team,
            String account,
            String phase,
            long length,
            String fileName,
            Optional<String> sha256,
            Optional<String> method)
            throws IOException {
        requireSize(length, maxBytes);
        return store.uploads().open(team, account, phase, length, shown(fileName), sha256, method, room());
    }

    private static void requireSize(long length, long most) {
        if (length <= 0 || length > most) {
            throw new RefusedException(Reason.FILE_TOO_LARGE, Map.of("limit", String.valueOf(most)));
        }
    }

    /** Whether the disk is not so full that every new upload is refused. */
    public boolean hasRoom() throws IOException {
        return hasRoomFor(0);
    }

    /** Whether so many bytes fit on the disk beside what open uploads still bring. */
    public boolean hasRoomFor(long length) throws IOException {
        return room() - store.uploads().expected() >= length;
    }

    /** Bytes on the disk for uploads, those that are open included. */
    private long room() throws IOException {
        Files.createDirectories(folder);
        return reserve.roomIn(folder);
    }

    /**
     * Opens an upload of a container image.
     *
     * @throws RefusedException if it is too large, the disk too full, or the organizers did not ask for it
     */
    public Upload openImage(
            String team, String account, String submission, long length, String fileName, Optional<String> sha256)
            throws IOException {
        requireSize(length, MAX_IMAGE_BYTES);
        return store.uploads().openImage(team, account, submission, length, shown(fileName), sha256, room());
    }

    /** A file's name as it is shown: the last part, without what cannot be seen, at most 100 characters. */
    static String shown(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder shown = new StringBuilder();
        last.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(100)
                .forEach(shown::appendCodePoint);
        String text = shown.toString().strip();
        return text.isEmpty() || text.equals(".") || text.equals("..") ? "submission.zip" : text;
    }

    /**
     * Appends bytes at an offset.
     *
     * @return the upload as it is afterwards; CHECKING once the last byte is here
     * @throws RefusedException if another request appends, the offset is not where the upload stands, or the file is
     *     not what was declared
     * @throws IOException if the stream breaks off; what came before it counts
     */
    public Upload append(Upload upload, long offset, InputStream bytes) throws IOException {
        if (!busy.add(upload.id())) {
            throw new RefusedException(Reason.UPLOAD_BUSY);
        }
        try {
            Upload now = store.uploads().find(upload.id()).orElseThrow();
            if (now.state() != Upload.State.OPEN || now.received() != offset) {
                throw new RefusedException(
                        now.state() == Upload.State.OPEN ? Reason.WRONG_OFFSET : Reason.WRONG_STATE,
                        Map.of("offset", String.valueOf(now.received())));
            }
            return append(now, bytes);
        } finally {
            busy.remove(upload.id());
        }
    }

    private Upload append(Upload upload, InputStream bytes) throws IOException {
        Path part = part(upload.id());
        if (upload.received() > 0 && (!Files.exists(part) || Files.size(part) < upload.received())) {
            // Somebody put the database back without the files: a file with a hole is none.
            terminate(upload);
            throw new RefusedException(Reason.WRONG_STATE);
        }
        Upload advanced = upload;
        long position = upload.received();
        IOException broken = null;
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER];
            while (position < upload.length()) {
                int n;
                try {
                    n = bytes.read(buffer, 0, (int) Math.min(buffer.length, upload.length() - position));
                } catch (IOException e) {
                    broken = e;
                    break;
                }
                if (n < 0) {
                    break;
                }
                ByteBuffer content = ByteBuffer.wrap(buffer, 0, n);
                while (content.hasRemaining()) {
                    position += channel.write(content, position);
                }
                if (position - advanced.received() >= ACKNOWLEDGED) {
                    channel.force(true);
                    advanced = store.uploads().advance(upload.id(), advanced.received(), position);
                }
            }
            channel.force(true);
        }
        if (position > advanced.received()) {
            advanced = store.uploads().advance(upload.id(), advanced.received(), position);
        }
        if (broken != null) {
            throw broken;
        }
        return advanced.received() == advanced.length() ? finish(advanced) : advanced;
    }

    private Upload finish(Upload upload) throws IOException {
        try {
            moveIn(upload);
        } catch (NoSuchFileException e) {
            // A housekeeper of another process moved the file first; its bytes are the same.
            Upload now = store.uploads().find(upload.id()).orElseThrow();
            if (now.sha256().filter(sha -> Files.exists(blobs.path(sha))).isEmpty()) {
                throw e;
            }
            store.uploads().complete(upload.id(), now.sha256().get());
        }
        return store.uploads().find(upload.id()).orElseThrow();
    }

    private void moveIn(Upload upload) throws IOException {
        Path part = part(upload.id());
        if (Files.exists(part)) {
            String sha256 = Sha256.hex(part);
            if (upload.declaredSha256()
                    .filter(declared -> !declared.equals(sha256))
                    .isPresent()) {
                terminate(upload);
                throw new RefusedException(Reason.CHECKSUM_DIFFERS, Map.of("sha256", sha256));
            }
            // The name is noted before the file moves: who is stopped in between finds it again.
            store.uploads().noteHash(upload.id(), sha256);
            blobs.take(part, sha256);
            store.uploads().complete(upload.id(), sha256);
        }
    }

    /**
     * Takes the description of a method in. It is looked at for its first bytes and never parsed.
     *
     * @throws RefusedException if it is too large, no PDF, or not the time for it
     * @throws IOException if it breaks off
     */
    public Paper takePaper(String team, String account, String phase, String fileName, InputStream bytes)
            throws IOException {
        store.papers().requireWelcome(team, phase);
        if (!hasRoomFor(MAX_PAPER_BYTES)) {
            throw new RefusedException(Reason.DISK_FULL);
        }
        Path part = folder.resolve(UUID.randomUUID() + PAPER_PART);
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                byte[] start = bytes.readNBytes(PDF.length);
                if (!Arrays.equals(start, PDF)) {
                    throw new RefusedException(Reason.NOT_A_PDF);
                }
                out.write(start);
                if (copied(bytes, out, MAX_PAPER_BYTES - PDF.length) < 0) {
                    throw new RefusedException(Reason.FILE_TOO_LARGE, Map.of("limit", String.valueOf(MAX_PAPER_BYTES)));
                }
            }
            long size = Files.size(part);
            String sha256 = Sha256.hex(part);
            blobs.take(part, sha256);
            return store.papers().add(team, account, phase, shown(fileName), size, sha256);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Copies at most so many bytes; below 0 when there were more. */
    private static long copied(InputStream in, OutputStream out, long most) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = most;
        int n;
        while ((n = in.read(buffer)) >= 0) {
            left -= n;
            if (left < 0) {
                return left;
            }
            out.write(buffer, 0, n);
        }
        return left;
    }

    /** Gives an upload up and takes its bytes away. */
    public void terminate(Upload upload) throws IOException {
        store.uploads().expire(upload.id());
        Files.deleteIfExists(part(upload.id()));
    }

    /** Whether an append is under way here. */
    public boolean isBusy(String upload) {
        return busy.contains(upload);
    }

    /**
     * Ends uploads that took too long, finishes those whose last byte was acknowledged before the program was stopped,
     * and deletes files that nothing owns any more.
     */
    public void sweep() throws IOException {
        for (Upload upload : store.uploads().overdue()) {
            terminate(upload);
        }
        for (Upload upload : store.uploads().arrived()) {
            if (busy.add(upload.id())) {
                try {
                    recover(upload);
                } finally {
                    busy.remove(upload.id());
                }
            }
        }
        deleteStale();
    }

    /** What a program that was stopped at a bad moment has left behind. */
    private void deleteStale() throws IOException {
        deleteStale(folder, "*{" + PART + "," + PAPER_PART + "}");
        deleteStale(forms, "*");
    }

    private void deleteStale(Path within, String names) throws IOException {
        if (!Files.isDirectory(within)) {
            return;
        }
        Instant before = store.clock().instant().minus(STALE);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(within, names)) {
            for (Path file : files) {
                if (isOlder(file, before) && !isOwned(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isOlder(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (NoSuchFileException e) {
            // It was finished since the folder was listed.
            return false;
        }
    }

    private boolean isOwned(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(PART)
                && store.uploads()
                        .find(name.substring(0, name.length() - PART.length()))
                        .filter(upload -> upload.state() == Upload.State.OPEN)
                        .isPresent();
    }

    private void recover(Upload upload) throws IOException {
        if (Files.exists(part(upload.id()))) {
            finish(upload);
        } else {
            // Stopped between the move into the store and the database.
            Optional<String> known = upload.sha256().filter(sha -> Files.exists(blobs.path(sha)));
            if (known.isPresent()) {
                store.uploads().complete(upload.id(), known.get());
            } else if (!store.clock().instant().isBefore(Uploads.end(upload))) {
                store.uploads().expire(upload.id());
            }
        }
    }

    private Path part(String upload) {
        return folder.resolve(upload + PART);
    }
}
