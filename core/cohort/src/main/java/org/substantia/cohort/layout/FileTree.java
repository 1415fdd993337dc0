package org.substantia.cohort.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.substantia.base.io.ByteSource;

/**
 * The files below a folder or inside a zip archive, so that layouts need not know which of the two they look at.
 *
 * @param name the folder or archive, for messages
 * @param files every file by its path from the top, names separated by {@code /}; in the order of the paths
 * @param emptyFolders folders without any file or folder in them, as paths from the top
 */
public record FileTree(String name, SortedMap<String, ByteSource> files, SortedSet<String> emptyFolders) {
    private static final byte[] ZIP_ENTRY = {'P', 'K', 3, 4};
    private static final Set<String> CLUTTER =
            Set.of("__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "lost+found");

    private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};

    public FileTree {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        emptyFolders = Collections.unmodifiableSortedSet(new TreeSet<>(emptyFolders));
    }

    /** Lists a folder or a zip archive, which is recognized by its first bytes. */
    public static FileTree of(Path path) throws CohortException {
        return of(path, folder -> true);
    }

    /**
     * As {@link #of(Path)}, without going into folders that are not wanted, which in a large data set takes long.
     *
     * @param wanted whether a folder of this name, without those above it, is gone into; not asked in archives
     */
    public static FileTree of(Path path, Predicate<String> wanted) throws CohortException {
        if (Files.isDirectory(path)) {
            return FolderTree.list(path, wanted);
        }
        if (!Files.exists(path)) {
            throw new CohortException(path.toString(), "there is no such file or folder");
        }
        if (!Files.isRegularFile(path)) {
            throw new CohortException(path.toString(), SpecialFile.FAULT);
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(ZIP_ENTRY.length);
        } catch (IOException e) {
            throw CohortException.unreadable(path.toString(), e);
        }
        if (Arrays.equals(start, ZIP_ENTRY) || Arrays.equals(start, EMPTY_ZIP)) {
            return ZipTree.list(path);
        }
        throw new CohortException(path.toString(), "a cohort is a folder or a zip archive, and this file is neither");
    }

    /** The tree below one of its folders. */
    public FileTree below(String folder) {
        String prefix = folder + "/";
        SortedMap<String, ByteSource> inside = new TreeMap<>();
        // The character after '/' ends the range of paths that start with the prefix.
        files.subMap(prefix, folder + "0").forEach((path, file) -> inside.put(path.substring(prefix.length()), file));
        SortedSet<String> empty = new TreeSet<>();
        emptyFolders.subSet(prefix, folder + "0").forEach(path -> empty.add(path.substring(prefix.length())));
        return new FileTree(name + "/" + folder, inside, empty);
    }

    /** The names of the folders at the top. */
    public SortedSet<String> folders() {
        SortedSet<String> folders = new TreeSet<>();
        for (String path : files.keySet()) {
            int slash = path.indexOf('/');
            if (slash > 0) {
                folders.add(path.substring(0, slash));
            }
        }
        return folders;
    }

    /**
     * A name with every accent in one character with its letter. macOS writes the two apart, and a patient's id must be
     * the same from every system.
     */
    static String composed(String name) {
        // Most names are ASCII, for which the tables of Unicode need not be loaded.
        return name.chars().allMatch(c -> c < 0x80) || Normalizer.isNormalized(name, Normalizer.Form.NFC)
                ? name
                : Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /**
     * Whether a file or folder of this name is one that systems leave behind: hidden, resource forks of macOS,
     * thumbnails, trash.
     */
    static boolean isClutter(String name) {
        return name.startsWith(".") || CLUTTER.contains(name);
    }
}
