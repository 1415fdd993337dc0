package org.substantia.cohort.layout;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.substantia.base.io.ByteSource;

/**
 * Lists the files inside a zip archive without unpacking it. Archives come from strangers, so one that breaks a rule
 * below is refused whole; {@link ZipEntrySource} holds the entries to what they declare while they are read.
 */
final class ZipTree {
    /** A submission of 500 cases in the container's layout has 1500. */
    static final int MAX_ENTRIES = 20_000;

    /** Unpacked size that a single entry may declare: a float64 image of the challenge's grid has 50 MB. */
    static final long MAX_ENTRY_BYTES = 1L << 29;

    /** Unpacked size that all entries may declare together. */
    static final long MAX_TOTAL_BYTES = 1L << 35;

    /** Up to this size any ratio is accepted: a real mask stored as plain {@code .nii} packs 950-fold. */
    static final long ANY_RATIO_BYTES = 1L << 26;

    /** Unpacked over packed size that larger entries may declare; images pack less than 10-fold. */
    static final long MAX_RATIO = 200;

    /** What an archive needs of every entry beside its name, which it holds twice, and its packed content. */
    private static final int HEADER_BYTES = 30 + 46;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private static final Pattern DRIVE_LETTER = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    /** In GBK, Big5 and Shift-JIS the second byte of a character may be that of a backslash. */
    private static final Pattern TRAILING_BACKSLASH = Pattern.compile("([\u0081-\u00fe])\\\\");

    private ZipTree() {}

    static FileTree list(Path archive) throws CohortException {
        try {
            return list(archive, StandardCharsets.UTF_8);
        } catch (ZipException e) {
            return listInAnyEncoding(archive, e);
        } catch (CohortException e) {
            throw e;
        } catch (IOException e) {
            throw CohortException.unreadable(archive.toString(), e);
        }
    }

    /**
     * Packers of Windows write names in the country's own encoding and do not say which. One that takes every byte
     * keeps such names apart, and leaves those in ASCII, such as the ids of patients, as they are.
     */
    private static FileTree listInAnyEncoding(Path archive, ZipException failure) throws CohortException {
        try {
            return list(archive, StandardCharsets.ISO_8859_1);
        } catch (ZipException e) {
            // The library's own words tell encrypted entries and unknown methods apart, but not what would be right.
            throw new CohortException(
                    archive.toString(),
                    "is not a zip archive that can be read (" + failure.getMessage() + "); make it "
                            + (String.valueOf(failure.getMessage()).contains("entry name")
                                    ? "with names in UTF-8 or in plain ASCII"
                                    : "without a password, with the deflate method"),
                    failure);
        } catch (CohortException e) {
            throw e;
        } catch (IOException e) {
            throw CohortException.unreadable(archive.toString(), e);
        }
    }

    private static FileTree list(Path archive, Charset names) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile(), names)) {
            SortedMap<String, ByteSource> files = new TreeMap<>();
            SortedSet<String> folders = new TreeSet<>();
            list(archive, zip, names, files, folders);
            folders.removeIf(folder -> !files.subMap(folder + "/", folder + "0").isEmpty()
                    || !folders.subSet(folder + "/", folder + "0").isEmpty());
            return new FileTree(archive.toString(), files, folders);
        }
    }

    private static void list(
            Path archive, ZipFile zip, Charset names, SortedMap<String, ByteSource> files, SortedSet<String> folders)
            throws CohortException {
        if (zip.size() > MAX_ENTRIES) {
            throw new CohortException(
                    archive.toString(), "has " + zip.size() + " entries; at most " + MAX_ENTRIES + " are read");
        }
        Set<String> seen = new TreeSet<>();
        long total = 0;
        long stored = 0;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String path = safePath(archive, entry.getName(), names);
            if (!seen.add(path)) {
                throw new CohortException(archive.toString(), "has two entries named " + path);
            }
            // In every encoding a name has at least as many bytes as characters.
            stored += HEADER_BYTES + 2L * entry.getName().length() + Math.max(0, entry.getCompressedSize());
            if (entry.isDirectory()) {
                if (!isClutter(path)) {
                    folders.add(path);
                }
                continue;
            }
            checkSize(archive, entry);
            total += entry.getSize();
            if (total > MAX_TOTAL_BYTES) {
                throw new CohortException(
                        archive.toString(), "would unpack to more than " + MAX_TOTAL_BYTES + " bytes");
            }
            if (!isClutter(path)) {
                files.put(path, new ZipEntrySource(archive, entry.getName(), names));
            }
        }
        if (stored > fileSize(archive)) {
            throw new CohortException(
                    archive.toString(),
                    "has entries of " + stored + " bytes in a file of " + fileSize(archive)
                            + ", so they overlap; pack it anew");
        }
    }

    private static long fileSize(Path archive) throws CohortException {
        try {
            return Files.size(archive);
        } catch (IOException e) {
            throw CohortException.unreadable(archive.toString(), e);
        }
    }

    /**
     * The entry's path from the top. Nothing is ever written under it, but a name that climbs out has no honest reason.
     */
    private static String safePath(Path archive, String entryName, Charset names) throws CohortException {
        String path = entryName.startsWith("./") ? entryName.substring(2) : entryName;
        if (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (names.equals(StandardCharsets.ISO_8859_1)) {
            path = TRAILING_BACKSLASH.matcher(path).replaceAll("$1_");
        }
        boolean safe = !path.contains("\\")
                // They would reach terminals and logs, where they pass for lines and commands.
                && !CONTROL.matcher(path).find()
                && !DRIVE_LETTER.matcher(path).matches();
        for (String name : path.split("/", -1)) {
            safe &= !name.isEmpty() && !name.equals(".") && !name.equals("..");
        }
        // The archive's own root, "./", is harmless and common.
        if (!safe && !entryName.equals("./")) {
            throw new CohortException(
                    archive.toString(),
                    "has an entry named \"" + printable(entryName)
                            + "\"; names must be relative paths with / between folders, without \"..\" or control"
                            + " characters");
        }
        return FileTree.composed(path);
    }

    private static void checkSize(Path archive, ZipEntry entry) throws CohortException {
        long size = entry.getSize();
        String name = ZipEntrySource.nameOf(archive, entry.getName());
        if (size < 0 || size > MAX_ENTRY_BYTES) {
            throw new CohortException(
                    name, "declares an unpacked size of " + size + " bytes; at most " + MAX_ENTRY_BYTES + " are read");
        }
        if (size > ANY_RATIO_BYTES && size / MAX_RATIO > Math.max(1, entry.getCompressedSize())) {
            throw new CohortException(
                    name,
                    "declares " + size + " bytes packed into " + entry.getCompressedSize() + ", more than " + MAX_RATIO
                            + "-fold; no image packs like that");
        }
    }

    private static boolean isClutter(String path) {
        for (String name : path.split("/", -1)) {
            if (FileTree.isClutter(name)) {
                return true;
            }
        }
        return false;
    }

    private static String printable(String name) {
        return CONTROL.matcher(name).replaceAll("?");
    }
}
