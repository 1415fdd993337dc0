package org.substantia.challenge.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.base.io.Sha256;

/** Goes through all entries of all layers, in the order in which they make the file tree. */
final class LayerWalk {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final int MAX_NAME = 255;
    private static final int MAX_PATH = 4095;

    private LayerWalk() {}

    /** Takes what is found; may stop the walk by an exception. */
    interface Visitor {
        /**
         * A file, folder or link.
         *
         * @param path of the entry and of what a hard link points to: relative, without {@code .}, {@code ..} and empty
         *     parts
         */
        void entry(Path path, TarReader.Entry entry, InputStream content) throws IOException;

        /** A file or folder of a lower layer goes away. */
        void remove(Path path) throws IOException;

        /** All that lower layers have in a folder goes away. */
        void empty(Path path) throws IOException;

        /** A name that could not be meant well. */
        void hostile(String name, String why) throws IOException;

        /** A layer is read; its hash is that of all its bytes, unpacked. */
        void layerEnds(int number, String sha256) throws IOException;
    }

    /**
     * A path within the image.
     *
     * @param parts its names, none for the root
     */
    record Path(List<String> parts) {
        Path {
            parts = List.copyOf(parts);
        }

        Path parent() {
            return new Path(parts.subList(0, parts.size() - 1));
        }

        Path child(String name) {
            List<String> longer = new ArrayList<>(parts);
            longer.add(name);
            return new Path(longer);
        }

        String last() {
            return parts.get(parts.size() - 1);
        }

        boolean isRoot() {
            return parts.isEmpty();
        }

        /** As in the image, without the slash in front. */
        @Override
        public String toString() {
            return String.join("/", parts);
        }
    }

    /** Why a name is refused; empty when it is a path within the image. */
    static Optional<String> fault(String name) {
        if (name.startsWith("/")) {
            return Optional.of("begins with a slash");
        }
        if (name.length() > MAX_PATH) {
            return Optional.of("has " + name.length() + " characters");
        }
        if (name.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return Optional.of("has control characters");
        }
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                return Optional.of("leads out by ..");
            }
            if (part.length() > MAX_NAME) {
                return Optional.of("has a part of " + part.length() + " characters");
            }
        }
        return Optional.empty();
    }

    /** @param name one without a fault */
    static Path path(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return new Path(parts);
    }

    static void walk(ImageArchive image, Visitor visitor) throws IOException {
        for (int i = 0; i < image.layers().size(); i++) {
            Sha256 digest = new Sha256();
            try (InputStream in = digest.through(image.open(image.layers().get(i)))) {
                TarReader tar = new TarReader(in);
                for (Optional<TarReader.Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                    visit(next.get(), tar, visitor);
                }
                in.transferTo(OutputStream.nullOutputStream());
            }
            visitor.layerEnds(i, digest.hex());
        }
    }

    private static void visit(TarReader.Entry entry, TarReader tar, Visitor visitor) throws IOException {
        Optional<String> fault = fault(entry.name());
        if (fault.isEmpty() && entry.type() == TarReader.Type.HARD_LINK) {
            fault = fault(entry.link()).map(why -> "is a link whose target " + why);
        }
        if (fault.isPresent()) {
            visitor.hostile(entry.name(), fault.get());
            return;
        }
        Path path = path(entry.name());
        if (path.isRoot()) {
            return;
        }
        if (path.last().equals(OPAQUE)) {
            visitor.empty(path.parent());
        } else if (path.last().startsWith(WHITEOUT)) {
            String gone = path.last().substring(WHITEOUT.length());
            if (gone.isEmpty() || gone.equals(".") || gone.equals("..")) {
                visitor.hostile(entry.name(), "takes away what is not in its folder");
            } else {
                visitor.remove(path.parent().child(gone));
            }
        } else {
            visitor.entry(path, entry, tar.content());
        }
    }
}
