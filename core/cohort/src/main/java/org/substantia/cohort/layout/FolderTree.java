package org.substantia.cohort.layout;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.substantia.base.io.ByteSource;

/** Lists the files below a folder, links followed (data sets under version control are folders of links). */
final class FolderTree {
    /** The deepest layout, {@code derivatives/NAME/sub-*}{@code /ses-*}{@code /anat/FILE}, below one folder more. */
    static final int MAX_DEPTH = 7;

    /** Far above any cohort; a wrong path such as a home folder should be refused rather than walked to its end. */
    private static final int MAX_FILES = 5_000_000;

    /** What the path of one file takes in memory, generously. */
    private static final int BYTES_PER_FILE = 1024;

    /** What Java puts for bytes of a name that are no letter in the locale's encoding. */
    private static final char REPLACED = '\uFFFD';

    private FolderTree() {}

    /** @param wanted whether a folder of this name is gone into */
    static FileTree list(Path folder, Predicate<String> wanted) throws CohortException {
        SortedMap<String, ByteSource> files = new TreeMap<>();
        Collector collector = new Collector(folder, files, wanted);
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, collector);
        } catch (CohortException e) {
            throw e;
        } catch (IOException e) {
            throw CohortException.unreadable(folder.toString(), e);
        }
        return new FileTree(folder.toString(), files, collector.emptyFolders);
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path top;
        private final SortedMap<String, ByteSource> files;
        private final Predicate<String> wanted;
        private final SortedSet<String> emptyFolders = new TreeSet<>();

        /** Whether anything was found in the folder that is being walked through, and in those above it. */
        private final Deque<Boolean> filled = new ArrayDeque<>();

        private final int maxFiles =
                (int) Math.min(MAX_FILES, Runtime.getRuntime().maxMemory() / BYTES_PER_FILE);

        Collector(Path top, SortedMap<String, ByteSource> files, Predicate<String> wanted) {
            this.top = top;
            this.files = files;
            this.wanted = wanted;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (!directory.equals(top) && FileTree.isClutter(nameOf(directory))) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            markFilled();
            if (!directory.equals(top) && !wanted.test(nameOf(directory))) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            filled.push(false);
            return FileVisitResult.CONTINUE;
        }

        private void markFilled() {
            if (!filled.isEmpty()) {
                filled.pop();
                filled.push(true);
            }
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            if (failure == null && !filled.pop() && !directory.equals(top)) {
                emptyFolders.add(FileTree.composed(pathOf(directory)));
            }
            return super.postVisitDirectory(directory, failure);
        }

        private String pathOf(Path file) {
            StringJoiner path = new StringJoiner("/");
            top.relativize(file).forEach(name -> path.add(name.toString()));
            return path.toString();
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws CohortException {
            if (FileTree.isClutter(nameOf(file))) {
                return FileVisitResult.CONTINUE;
            }
            markFilled();
            if (attributes.isDirectory()) {
                return FileVisitResult.CONTINUE;
            }
            String path = pathOf(file);
            refuseHiddenName(file, path);
            ByteSource source = attributes.isOther() ? new SpecialFile(file) : ByteSource.of(file);
            ByteSource earlier = files.put(FileTree.composed(path), source);
            if (earlier != null) {
                throw new CohortException(file.toString(), "looks the same as another name, " + hint(file));
            }
            if (files.size() > maxFiles) {
                throw new CohortException(
                        top.toString(),
                        "holds more than " + maxFiles + " files and is no cohort; name the folder above the cases, or"
                                + " give a larger cohort more memory (SUBSTANTIA_JAVA_OPTS=-Xmx8g)");
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws CohortException {
            if (failure instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
            }
            if (!file.equals(top) && FileTree.isClutter(nameOf(file))) {
                return FileVisitResult.CONTINUE;
            }
            // Leaving out a folder that cannot be listed would make its cases vanish without a word.
            throw CohortException.unreadable(file.toString(), failure);
        }

        /**
         * Under a locale that is not UTF-8 Java replaces the letters of names, so that two patients may look like one.
         */
        private static void refuseHiddenName(Path file, String path) throws CohortException {
            boolean matters = path.lastIndexOf(REPLACED) >= 0
                    && (path.lastIndexOf(REPLACED) < path.lastIndexOf('/') || NearName.isImage(nameOf(file)));
            if (matters && !"UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"))) {
                throw new CohortException(
                        file.toString(), "the locale of this run hides letters of the name; set LC_ALL=C.UTF-8");
            }
        }

        /** How two names on disk can look the same. */
        private static String hint(Path file) {
            return file.toString().indexOf(REPLACED) >= 0
                    ? "since neither is in UTF-8; rename them"
                    : "which differs only in how its accents are stored; keep one of the two";
        }

        private static String nameOf(Path path) {
            Path name = path.getFileName();
            return name == null ? "" : name.toString();
        }
    }
}
