package org.substantia.challenge.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Truth;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;

/** Copies of a challenge while it runs, the way back, and the question whether all of it is as it was written. */
public final class Backup {
    private static final String KEY = "report.key";
    private static final String TRUTH = "truth";
    private static final String MANIFEST = "manifest.sha256";
    /** In this order: a file on its way goes from the first to the second, and is found in one of them. */
    private static final List<String> FOLDERS = List.of("uploads", "blobs", TRUTH, "datasets", "samples");

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (\\S.*)", Pattern.DOTALL);

    private Backup() {}

    /**
     * Copies the database as it is at one moment, then the files: every file that the copy names is there, and uploads
     * go on where they stood. The server may run on. The database, the truth and the key that signs reports are the
     * owner's alone in the copy, too.
     *
     * @param target a folder that does not exist, or is empty; a new one is the owner's alone
     * @throws IOException if it cannot be written, or the database is a server's, which has its own backup
     */
    public static void backup(DataFolder data, Store store, Path target) throws IOException {
        boolean there = Files.isDirectory(target);
        requireEmpty(target);
        Path database = target.resolve(Database.FILE);
        // SQLite fills an empty file, and leaves it its permissions.
        OwnerOnly.newFile(database);
        if (!store.copyTo(database)) {
            Files.delete(database);
            if (!there) {
                Files.delete(target);
            }
            throw new IOException("a PostgreSQL database is backed up with pg_dump; copy " + FOLDERS + " and " + KEY
                    + " of " + data.path() + " after it, in this order");
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
        if (Files.isRegularFile(data.path().resolve(KEY))) {
            OwnerOnly.copy(data.path().resolve(KEY), target.resolve(KEY));
        }
        StringBuilder manifest = new StringBuilder();
        TruthFolder.manifest(target)
                .forEach((name, sha256) ->
                        manifest.append(sha256).append("  ").append(name).append('\n'));
        AtomicFiles.writeText(target.resolve(MANIFEST), manifest);
    }

    /**
     * Puts a backup into an empty folder, where the same is the owner's alone as before.
     *
     * @param target a folder that does not exist, or is empty; a new one is the owner's alone
     * @throws IOException if it is no backup, or a file of it is missing, changed or not named by its list; nothing is
     *     copied then
     */
    public static void restore(Path backup, Path target) throws IOException {
        Map<String, String> manifest = manifest(backup);
        for (Map.Entry<String, String> entry : manifest.entrySet()) {
            Path file = backup.resolve(entry.getKey());
            if (!Files.isRegularFile(file) || !Sha256.hex(file).equals(entry.getValue())) {
                throw new IOException(file + ": is missing or not what was backed up; take another backup");
            }
        }
        requireEmpty(target);
        for (String name : manifest.keySet()) {
            Path copy = target.resolve(name);
            if (name.startsWith(TRUTH + "/")) {
                OwnerOnly.closedFolder(target.resolve(TRUTH));
            }
            Files.createDirectories(copy.getParent());
            if (name.equals(Database.FILE) || name.equals(KEY)) {
                OwnerOnly.copy(backup.resolve(name), copy);
            } else {
                Files.copy(backup.resolve(name), copy);
            }
        }
    }

    /** The files of a backup with their hashes, as its list says; all that belong to a challenge are in it. */
    private static Map<String, String> manifest(Path backup) throws IOException {
        Path list = backup.resolve(MANIFEST);
        if (!Files.isRegularFile(list)) {
            throw new IOException(
                    backup + ": is no backup of a challenge, or an unfinished one: it has no " + MANIFEST);
        }
        Map<String, String> manifest = new TreeMap<>();
        int number = 0;
        // An odd byte is a name that no file has, which is told.
        for (String line : new String(Files.readAllBytes(list), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            number++;
            Matcher parts = LINE.matcher(line);
            if (!parts.matches() || !isInside(backup, parts.group(2))) {
                throw new IOException(list + ": line " + number
                        + " is not the SHA-256 and the name of a file of the backup; take another backup");
            }
            manifest.put(parts.group(2), parts.group(1));
        }
        if (!manifest.containsKey(Database.FILE)) {
            throw new IOException(list + ": names no " + Database.FILE + "; take another backup, or pg_restore and the "
                    + "folders as they are where the challenge ran on PostgreSQL");
        }
        for (Path file : FolderFiles.of(backup)) {
            String name = FolderFiles.name(backup, file);
            if (FOLDERS.contains(name.split("/", 2)[0]) && !manifest.containsKey(name)) {
                throw new IOException(list + ": does not name " + name + "; take another backup");
            }
        }
        return manifest;
    }

    private static boolean isInside(Path backup, String name) {
        try {
            Path folder = backup.toAbsolutePath().normalize();
            Path file = folder.resolve(name).normalize();
            return file.startsWith(folder) && FolderFiles.name(folder, file).equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        OwnerOnly.newFolder(folder);
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
        if (from.endsWith(TRUTH)) {
            // Before anything is in it.
            OwnerOnly.closedFolder(to);
        }
        for (Path file : FolderFiles.of(from)) {
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
