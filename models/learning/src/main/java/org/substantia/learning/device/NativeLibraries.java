package org.substantia.learning.device;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.base.io.FileFaults;

/**
 * Unpacks libtorch and loads it. JavaCPP on its own unpacks a library when it is first asked for, in place: of several
 * first starts at once one maps what another is still writing and dies, and a start that is killed leaves half a
 * library behind. Here all files are unpacked under a lock before any is mapped, and a file of another length or time
 * than the archive's is unpacked again.
 *
 * <p>The folder is the one that the environment variable {@value #FOLDER_VARIABLE} or the system property
 * {@value #FOLDER_PROPERTY} names, else {@code .javacpp/cache} in the user's home, else {@code substantia-USER} among
 * the temporary files. Thread-safe; after the first call it costs nothing.
 */
public final class NativeLibraries {
    /** Names the folder in which the libraries are unpacked. */
    public static final String FOLDER_VARIABLE = "SUBSTANTIA_CACHE";
    /** JavaCPP's own way to name the folder. */
    public static final String FOLDER_PROPERTY = "org.bytedeco.javacpp.cachedir";

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);
    private static final String LOCK = ".substantia.lock";
    private static final List<String> MODULES = List.of("javacpp", "openblas", "pytorch");
    /** The CUDA build has its own folder in the archives. */
    private static final List<String> VARIANTS = List.of("", "-gpu");

    private static boolean loaded;

    private NativeLibraries() {}

    /**
     * Loads libtorch; unpacks it first where that has not been done.
     *
     * @throws NativeLibrariesException with one line that names the folder and what is wrong with it
     */
    public static synchronized void load() throws NativeLibrariesException {
        if (loaded) {
            return;
        }
        Path folder = folder();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unusable(folder, FileFaults.reason(e), e);
        }
        if (folder.equals(temporary()) && !isOwn(folder)) {
            throw unusable(folder, "it belongs to another user, whose programs would be run", null);
        }
        List<URL> libraries = List.of();
        try {
            libraries = libraries();
            if (isWritable(folder)) {
                unpackLocked(folder, libraries);
            } else if (!isComplete(folder, libraries)) {
                throw unusable(folder, "nothing may be written there", null);
            } else {
                Loader.load(torch.class);
            }
        } catch (NativeLibrariesException e) {
            throw e;
        } catch (IOException e) {
            throw unusable(folder, FileFaults.reason(e), e);
        } catch (LinkageError e) {
            throw libraries.isEmpty() ? missing(e) : unusable(folder, reason(e), e);
        }
        loaded = true;
    }

    /** Where the libraries lie or will lie. */
    static Path folder() {
        String property = System.getProperty(FOLDER_PROPERTY);
        String variable = System.getenv(FOLDER_VARIABLE);
        if (property == null && variable != null && !variable.isBlank()) {
            System.setProperty(FOLDER_PROPERTY, variable);
        } else if (property == null && !hasHome()) {
            // A container or batch job may run as a user without a home; JavaCPP would fail there.
            System.setProperty(FOLDER_PROPERTY, temporary().toString());
        }
        String chosen = System.getProperty(FOLDER_PROPERTY);
        return (chosen != null ? Path.of(chosen) : Path.of(System.getProperty("user.home"), ".javacpp", "cache"))
                .toAbsolutePath();
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"), "substantia-" + System.getProperty("user.name"))
                .toAbsolutePath();
    }

    /** Anybody may make a folder of any name among the temporary files. */
    private static boolean isOwn(Path folder) {
        try {
            return Files.getOwner(folder).getName().equals(System.getProperty("user.name"));
        } catch (IOException | UnsupportedOperationException e) {
            // Without owners the folder cannot be somebody else's.
            return true;
        }
    }

    private static boolean hasHome() {
        Path home = Path.of(System.getProperty("user.home", "/nonexistent"));
        return Files.isDirectory(home.resolve(".javacpp").resolve("cache")) || isWritable(home);
    }

    private static boolean isWritable(Path folder) {
        return Files.isDirectory(folder) && Files.isWritable(folder);
    }

    private static void unpackLocked(Path folder, List<URL> libraries) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isShared()) {
                throw new IOException("its lock cannot be held alone");
            }
            if (!isComplete(folder, libraries)) {
                LOG.info("unpacking libtorch into {}, once", folder);
            }
            for (URL library : libraries) {
                Loader.cacheResource(library);
            }
            // Within the lock, too: on the way JavaCPP makes links beside the libraries.
            Loader.load(torch.class);
        }
    }

    /** Whether every library is there as the archives have it, so that JavaCPP takes it as it is. */
    private static boolean isComplete(Path folder, List<URL> libraries) throws IOException {
        for (URL library : libraries) {
            Optional<Path> unpacked = unpacked(folder, library);
            if (unpacked.isPresent()) {
                File file = unpacked.get().toFile();
                JarEntry entry = ((JarURLConnection) library.openConnection()).getJarEntry();
                if (!file.isFile() || file.length() != entry.getSize() || file.lastModified() != entry.getTime()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** JavaCPP puts an archive's files below the archive's name. */
    private static Optional<Path> unpacked(Path folder, URL library) throws IOException {
        if (library.openConnection() instanceof JarURLConnection jar) {
            String archive = new File(jar.getJarFile().getName()).getName();
            return Optional.of(folder.resolve(archive).resolve(jar.getEntryName()));
        }
        // Libraries in a plain folder of the class path are used where they are.
        return Optional.empty();
    }

    /** Every shared library of this platform in the archives of the class path. */
    private static List<URL> libraries() throws IOException {
        List<URL> libraries = new ArrayList<>();
        for (String module : MODULES) {
            for (String variant : VARIANTS) {
                String folder = "org/bytedeco/" + module + "/" + Loader.getPlatform() + variant + "/";
                URL found = Loader.class.getResource("/" + folder);
                if (found != null && found.openConnection() instanceof JarURLConnection jar) {
                    libraries.addAll(librariesBelow(folder, found, jar));
                }
            }
        }
        return libraries;
    }

    private static List<URL> librariesBelow(String folder, URL found, JarURLConnection jar) throws IOException {
        List<URL> libraries = new ArrayList<>();
        String archive = found.toString().substring(0, found.toString().indexOf("!/") + 2);
        for (JarEntry entry : java.util.Collections.list(jar.getJarFile().entries())) {
            String name = entry.getName();
            boolean inFolder = name.startsWith(folder) && name.indexOf('/', folder.length()) < 0;
            if (inFolder && !entry.isDirectory() && isLibrary(name)) {
                libraries.add(new URL(archive + name));
            }
        }
        return libraries;
    }

    private static boolean isLibrary(String name) {
        return name.contains(".so") || name.endsWith(".dylib") || name.endsWith(".dll");
    }

    /** What the dynamic linker's words mean to someone who can do something about it. */
    private static String reason(LinkageError e) {
        String message = String.valueOf(e.getMessage());
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            message += " " + cause.getMessage();
        }
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("failed to map segment") || lower.contains("operation not permitted")) {
            return "no program may be run from there (mounted noexec?)";
        }
        if (lower.contains("glibc_") || lower.contains("glibcxx_")) {
            return "libtorch needs glibc 2.35 or newer, which this system lacks: use the container image";
        }
        return message.lines().findFirst().orElse("they cannot be loaded");
    }

    /** No folder would help. */
    private static NativeLibrariesException missing(LinkageError cause) {
        return new NativeLibrariesException(
                "networks cannot run here: the program was built without libtorch for " + Loader.getPlatform()
                        + "; it comes for linux-x86_64, macosx-arm64 and windows-x86_64",
                cause);
    }

    private static NativeLibrariesException unusable(Path folder, String reason, Throwable cause) {
        return new NativeLibrariesException(
                folder + ": libtorch cannot be unpacked and loaded from this folder: " + reason
                        + "; name another folder with the environment variable " + FOLDER_VARIABLE,
                cause);
    }
}
