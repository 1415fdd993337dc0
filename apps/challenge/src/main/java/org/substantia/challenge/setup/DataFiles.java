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

    /** @param partBytes files that are larger can be downloaded in parts of this size, too */
    static void add(
            Store store, DataFolder data, String phase, Path source, ChallengeFile.FileEntry entry, long partBytes)
            throws IOException {
        String name = source.getFileName().toString();
        Path target = data.datasets().resolve(phase).resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        long bytes = Files.size(target);
        if ((bytes - 1) / partBytes >= MAX_PARTS) {
            throw new IOException(source + ": makes more than " + MAX_PARTS + " parts of " + partBytes + " bytes");
        }
        String id = store.datasets()
                .addFile(
                        phase,
                        entry.kind().equals("images") ? DatasetFile.Kind.IMAGES : DatasetFile.Kind.LABELS,
                        name,
                        bytes,
                        Sha256.hex(target));
        if (bytes > partBytes) {
            store.datasets().addParts(parts(id, target, bytes, partBytes));
        }
        store.datasets().setMirrors(phase, name, entry.mirrorList(), "setup");
    }

    private static List<DatasetPart> parts(String file, Path path, long bytes, long partBytes) throws IOException {
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
                parts.add(new DatasetPart(file, parts.size() + 1, from, length, digest.hex()));
            }
        }
        return parts;
    }
}
