package org.substantia.challenge.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Truth;
import org.substantia.challenge.store.Store;

/** Copies of a challenge while it runs, the way back, and the question whether all of it is as it was written. */
public final class Backup {
    private static final String DATABASE = "challenge.db";
    private static final String MANIFEST = "manifest.sha256";
    /** In this order: a file on its way goes from the first to the second, and is found in one of them. */
    private static final List<String> FOLDERS = List.of("uploads", "blobs", "truth", "datasets", "samples");

    private Backup() {}

    /**
     * Copies the database as it is at one moment, then the files: every file that the copy names is there, and uploads
     * go on where they stood. The server may run on.
     *
     * @param target a folder that does not exist, or is empty
     * @throws IOException if it cannot be written, or the database is a server's, which has its own backup
     */
    public static void backup(DataFolder data, Store store, Path target) throws IOException {
        requireEmpty(target);
        if (!store.copyTo(target.resolve(DATABASE))) {
            throw new IOException("a PostgreSQL database is backed up with pg_dump; copy " + FOLDERS + " of "
                    + data.path() + " after it, in this order");
        }
        files(data, target);
    }

    /**
     * Copies the files alone, beside a copy of the database that was made before.
     *
     * @param target the folder of the backup
     */
    public static void files(DataFolder data, Path target) throws IOException {
        for (String folder : FOLDERS) {
            copy(data.path().resolve(folder), target.resolve(folder));
        }
        StringBuilder manifest = new StringBuilder();
        TruthFolder.manifest(target)
                .forEach((name, sha256) ->
                        manifest.append(sha256).append("  ").append(name).append('\n'));
        AtomicFiles.writeText(target.resolve(MANIFEST), manifest);
    }

    /**
     * Puts a backup into an empty folder.
     *
     * @throws IOException if a file of it is missing or changed; nothing is copied then
     */
    public static void restore(Path backup, Path target) throws IOException {
        Map<String, String> manifest = new TreeMap<>();
        for (String line : Files.readAllLines(backup.resolve(MANIFEST))) {
            manifest.put(line.substring(line.indexOf(' ') + 2), line.substring(0, line.indexOf(' ')));
        }
        for (Map.Entry<String, String> entry : manifest.entrySet()) {
            Path file = backup.resolve(entry.getKey());
            if (!Files.isRegularFile(file) || !Sha256.hex(file).equals(entry.getValue())) {
                throw new IOException(file + ": is missing or not what was backed up; take another backup");
            }
        }
        requireEmpty(target);
        for (String name : manifest.keySet()) {
            Path copy = target.resolve(name);
            Files.createDirectories(copy.getParent());
            Files.copy(backup.resolve(name), copy);
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new IOException(folder + ": is not empty; name a new folder");
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(from)) {
            all = files.filter(Files::isRegularFile).toList();
        }
        for (Path file : all) {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            try {
                Files.copy(file, copy);
            } catch (NoSuchFileException e) {
                // An upload was finished or given up meanwhile. Nothing else is ever taken away.
                Files.deleteIfExists(copy);
            }
        }
    }

    /** What is not as it was written, one line each: the audit chain, frozen boards, submitted files, the truth. */
    public static List<String> verify(DataFolder data, Store store) throws IOException {
        List<String> faults = new ArrayList<>();
        store.audit().fault().ifPresent(faults::add);
        store.boards().broken().forEach(board -> faults.add("the frozen board " + board + " does not fit its seal"));
        var blobs = new org.substantia.challenge.intake.Blobs(data.path());
        for (Submission submission : store.submissions().all()) {
            Path file = blobs.path(submission.sha256());
            if (!Files.isRegularFile(file)) {
                faults.add("the file of submission " + submission.id() + " is missing: " + file);
            } else if (!Sha256.hex(file).equals(submission.sha256())) {
                faults.add("the file of submission " + submission.id() + " was changed: " + file);
            }
        }
        for (String paper : store.papers().hashes()) {
            Path file = blobs.path(paper);
            if (!Files.isRegularFile(file) || !Sha256.hex(file).equals(paper)) {
                faults.add("the PDF of a method is missing or was changed: " + file);
            }
        }
        for (Phase phase : store.phases().all()) {
            for (Truth truth : store.phases().truths(phase.slug())) {
                Path folder = data.path().resolve(truth.folder());
                if (!Files.isDirectory(folder) || !TruthFolder.sha256(folder).equals(truth.sha256())) {
                    faults.add("the truth of " + phase.slug() + " is missing or was changed: " + folder);
                }
            }
        }
        return faults;
    }
}
