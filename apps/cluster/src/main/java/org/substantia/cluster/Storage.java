package org.substantia.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.FileTree;

/** Where files of cases are stored: on file systems that every machine has mounted, or on one of Hadoop's. */
final class Storage {
    private static final String LOCAL = "file";

    private Storage() {}

    /** Whether a location names a file system of Hadoop's, such as {@code s3a://bucket/cases}. */
    static boolean isRemote(String location) {
        return location.matches("[a-zA-Z][a-zA-Z0-9+.-]+://.*") && !location.startsWith(LOCAL + ":");
    }

    /** A folder on a file system that is mounted. */
    static Path local(String location) {
        return location.startsWith(LOCAL + ":") ? Path.of(URI.create(location)) : Path.of(location);
    }

    /**
     * Lists the cases below a folder, as {@link Cohort#open(Path)} does.
     *
     * @throws IOException naming the location, if it cannot be listed or holds no cohort
     */
    static Cohort cohort(String location) throws IOException {
        if (!isRemote(location)) {
            if (Files.isRegularFile(local(location))) {
                throw new IOException(location + ": executors read folders only; unpack the archive first");
            }
            return Cohort.open(local(location));
        }
        org.apache.hadoop.fs.Path top = new org.apache.hadoop.fs.Path(location);
        FileSystem system = system(top.toUri());
        String prefix = system.makeQualified(top).toUri() + "/";
        SortedMap<String, ByteSource> files = new TreeMap<>();
        RemoteIterator<LocatedFileStatus> all = system.listFiles(top, true);
        while (all.hasNext()) {
            URI file = all.next().getPath().toUri();
            String path = file.toString().substring(prefix.length());
            if (!isClutter(path)) {
                files.put(path, source(file));
            }
        }
        return Cohort.open(new FileTree(location, files, new TreeSet<>()));
    }

    private static boolean isClutter(String path) {
        return path.startsWith(".") || path.contains("/.");
    }

    /** The address by which every machine finds a file. */
    static URI address(ByteSource source) {
        return source instanceof HadoopSource remote
                ? remote.address()
                : Path.of(source.name()).toAbsolutePath().normalize().toUri();
    }

    static ByteSource source(URI address) {
        return LOCAL.equals(address.getScheme()) ? ByteSource.of(Path.of(address)) : new HadoopSource(address);
    }

    /**
     * Makes sure that this machine sees a file that the driver listed.
     *
     * @throws MachineException if it does not, which is no fault of the file
     */
    static void requireVisible(URI address) throws IOException {
        boolean visible = LOCAL.equals(address.getScheme())
                ? Files.exists(Path.of(address))
                : system(address).exists(new org.apache.hadoop.fs.Path(address));
        if (!visible) {
            throw new MachineException(address + ": was listed by the driver and is not seen on " + host()
                    + "; every machine needs the folder under the same path");
        }
    }

    static String host() {
        return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "this machine");
    }

    private static FileSystem system(URI address) throws IOException {
        return FileSystem.get(address, new Configuration());
    }

    /** A file of one of Hadoop's file systems. */
    private record HadoopSource(URI address) implements ByteSource {
        @Override
        public String name() {
            return address.toString();
        }

        @Override
        public InputStream open() throws IOException {
            return system(address).open(path());
        }

        @Override
        public OptionalLong size() throws IOException {
            return OptionalLong.of(system(address).getFileStatus(path()).getLen());
        }

        private org.apache.hadoop.fs.Path path() {
            return new org.apache.hadoop.fs.Path(address);
        }
    }
}
