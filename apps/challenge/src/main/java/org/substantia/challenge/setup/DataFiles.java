package org.substantia.challenge.setup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.model.DatasetFile;
import org.substantia.challenge.model.DatasetPart;
import org.substantia.challenge.store.Store;

/** Takes files for participants in. */
final class DataFiles {
    /** Above 4 GiB file systems and programs begin to refuse. */
    static final long DEFAULT_PART_BYTES = 4L << 30;

    /** Names of parts have three digits. */
    private static final int MAX_PARTS = 999;

    private static final int BUFFER = 1 << 16;

    private DataFiles() {}

    /** A file that was copied; its parts do not know yet what it is called in the database. */
    record Taken(DatasetFile.Kind kind, String name, long bytes, String sha256, List<DatasetPart> parts) {}

    /**
     * Copies a file; nothing tells of it yet.
     *
     * @param partBytes files that are larger can be downloaded in parts of this size, too
     */
    static Taken take(DataFolder data, String phase, Path source, ChallengeFile.FileEntry entry, long partBytes)
            throws IOException {
        String name = source.getFileName().toString();
        Path target = data.datasets().resolve(phase).resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        long bytes = Files.size(target);
        if ((bytes - 1) / partBytes >= MAX_PARTS) {
            throw new IOException(source + ": makes more than " + MAX_PARTS + " parts of " + partBytes + " bytes");
        }
        return new Taken(
                entry.kind().equals("images") ? DatasetFile.Kind.IMAGES : DatasetFile.Kind.LABELS,
                name,
                bytes,
                Sha256.hex(target),
                bytes > partBytes ? parts(target, bytes, partBytes) : List.of());
    }

    /** Tells of a file that was copied. */
    static void add(Store store, String phase, Taken taken, List<String> mirrors) {
        String id = store.datasets().addFile(phase, taken.kind(), taken.name(), taken.bytes(), taken.sha256());
        store.datasets()
                .addParts(taken.parts().stream()
                        .map(part -> new DatasetPart(id, part.seq(), part.fromByte(), part.bytes(), part.sha256()))
                        .toList());
        store.datasets().setMirrors(phase, taken.name(), mirrors, "setup");
    }

    private static List<DatasetPart> parts(Path path, long bytes, long partBytes) throws IOException {
        List<DatasetPart> parts = new ArrayList<>();
        try (InputStream in = Files.newInputStream(path)) {
            for (long from = 0; from < bytes; from += partBytes) {
                long length = Math.min(partBytes, bytes - from);
                Sha256 digest = new Sha256();
                for (long left = length; left > 0; ) {
                    byte[] piece = in.readNBytes((int) Math.min(BUFFER, left));
                    if (piece.length == 0) {
                        throw new IOException(path + ": became shorter while it was read");
                    }
                    digest.update(piece);
                    left -= piece.length;
                }
                parts.add(new DatasetPart("", parts.size() + 1, from, length, digest.hex()));
            }
        }
        return parts;
    }
}
