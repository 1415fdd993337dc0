package org.substantia.challenge.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.substantia.base.io.FileTrees;

/**
 * Makes an image's file tree in a folder. Nothing is written outside of it, whatever the image says: parts of a path
 * that are links are not followed, devices are left out, and nobody's identity is taken on. Not thread-safe.
 */
final class ImageUnpacker implements LayerWalk.Visitor {
    private static final PosixFilePermission[] PERMISSIONS = {
        PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ
    };

    private final Path root;
    private final boolean owners;
    private final NavigableSet<String> ofThisLayer = new TreeSet<>();

    private ImageUnpacker(Path root, boolean owners) {
        this.root = root;
        this.owners = owners;
    }

    /**
     * @param root a new folder
     * @param owners whether files get the owners that the image gives them, which only root may do
     * @throws IOException if the image cannot be read, or an entry of it has no place in the tree
     */
    static void unpack(ImageArchive image, Path root, boolean owners) throws IOException {
        Files.createDirectory(root);
        ImageUnpacker unpacker = new ImageUnpacker(root.toRealPath(), owners);
        LayerWalk.walk(image, unpacker);
        for (String folder : ImageCheck.MOUNTED) {
            Path path = unpacker.place(LayerWalk.path(folder));
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(path);
            }
        }
        Files.setPosixFilePermissions(unpacker.place(LayerWalk.path("tmp")), permissions(0777));
    }

    /** Where an entry lies; the folders above it are made. */
    private Path place(LayerWalk.Path path) throws IOException {
        Path at = root;
        for (String part : path.parent().parts()) {
            at = at.resolve(part);
            if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(at);
            } else if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(ImageCheck.shown(path.toString()) + " lies below what is no folder");
            }
        }
        return at.resolve(path.last());
    }

    @Override
    public void entry(LayerWalk.Path path, TarReader.Entry entry, InputStream content) throws IOException {
        Path target = place(path);
        ofThisLayer.add(path.toString());
        boolean folder = Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS);
        if (!(folder && entry.type() == TarReader.Type.DIRECTORY)) {
            FileTrees.delete(target);
        }
        switch (entry.type()) {
            case DIRECTORY -> {
                if (!folder) {
                    Files.createDirectory(target);
                }
                own(target, entry);
                Files.setPosixFilePermissions(target, permissions(entry.mode()));
            }
            case FILE -> {
                try (var out = Channels.newOutputStream(Files.newByteChannel(
                        target, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)))) {
                    content.transferTo(out);
                }
                own(target, entry);
                Files.setPosixFilePermissions(target, permissions(entry.mode()));
            }
            case SYMBOLIC_LINK -> {
                Files.createSymbolicLink(target, target.getFileSystem().getPath(entry.link()));
                own(target, entry);
            }
            case HARD_LINK -> {
                Path known = place(LayerWalk.path(entry.link()));
                if (!Files.isRegularFile(known, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException(ImageCheck.shown(path.toString()) + " is a second name of what is no file");
                }
                Files.createLink(target, known);
            }
            case SPECIAL -> {
                // Left out: /dev is ours.
            }
            case SPARSE, UNKNOWN -> throw new IOException(ImageCheck.shown(path.toString()) + " cannot be unpacked");
        }
    }

    private void own(Path target, TarReader.Entry entry) throws IOException {
        if (owners) {
            Files.setAttribute(target, "unix:uid", entry.user(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(target, "unix:gid", entry.group(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Without the bits for set-user-id and its like. */
    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < PERMISSIONS.length; bit++) {
            if ((mode >> bit & 1) != 0) {
                permissions.add(PERMISSIONS[bit]);
            }
        }
        return permissions;
    }

    @Override
    public void remove(LayerWalk.Path path) throws IOException {
        FileTrees.delete(place(path));
    }

    @Override
    public void empty(LayerWalk.Path path) throws IOException {
        Path folder = path.isRoot() ? root : place(path);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> below;
        try (Stream<Path> files = Files.list(folder)) {
            below = files.toList();
        }
        for (Path file : below) {
            String name = path.child(file.getFileName().toString()).toString();
            if (!isOfThisLayer(name)) {
                FileTrees.delete(file);
            }
        }
    }

    /** Whether this layer made it, or anything in it. */
    private boolean isOfThisLayer(String name) {
        String below = ofThisLayer.ceiling(name + "/");
        return ofThisLayer.contains(name) || (below != null && below.startsWith(name + "/"));
    }

    @Override
    public void hostile(String name, String why) throws IOException {
        throw new IOException("the name " + ImageCheck.shown(name) + " " + why);
    }

    @Override
    public void layerEnds(int number, String sha256) {
        ofThisLayer.clear();
    }
}
