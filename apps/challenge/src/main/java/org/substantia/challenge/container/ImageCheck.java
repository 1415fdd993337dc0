package org.substantia.challenge.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.substantia.challenge.intake.CheckReport;

/**
 * Looks at an image without running or unpacking it: whether its layers are whole and what they say they are, whether
 * anything in them would leave the image's own file tree, how large it is, and whether it has what is called in it. Not
 * thread-safe.
 */
final class ImageCheck implements LayerWalk.Visitor {
    /** What the challenge calls in the image. */
    static final String PROGRAM = "auto_run.sh";

    private static final String SHELL = "bin/bash";
    /** Folders that are put over the image's own. */
    static final List<String> MOUNTED = List.of("pdcad", "pdcad/inputs", "pdcad/outputs", "proc", "dev", "tmp");

    private static final int MAX_LINES_OF_A_KIND = 5;
    private static final int MAX_LINKS = 40;
    private static final int SET_ID = 06000;

    private final ImageArchive image;
    private final ImageLimits limits;
    private final String shownName;
    private final List<CheckReport.Line> lines = new ArrayList<>();
    private final TreeMap<String, Node> tree = new TreeMap<>();
    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private long bytes = 0;
    private int entries = 0;

    private ImageCheck(ImageArchive image, ImageLimits limits, String shownName) {
        this.image = image;
        this.limits = limits;
        this.shownName = shownName;
    }

    /** What stands at a path in the end. */
    private record Node(TarReader.Type type, String link) {}

    /**
     * What was found.
     *
     * @param unpackedBytes content of all files of all layers, so far as they were read
     * @param lines errors, for which it is not run, and warnings
     */
    record Report(long unpackedBytes, int layers, List<CheckReport.Line> lines) {
        Report {
            lines = List.copyOf(lines);
        }

        boolean passed() {
            return lines.stream().noneMatch(CheckReport.Line::error);
        }
    }

    /** One of the limits is exceeded: nothing more is read. */
    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        TooLargeException(String message) {
            super(message);
        }
    }

    /**
     * @param shownName what messages call the file
     * @return what was found; a file that is no image is a finding, too
     */
    static Report check(Path file, String shownName, ImageLimits limits) {
        ImageArchive image;
        try {
            image = ImageArchive.read(file);
        } catch (IOException | IllegalArgumentException e) {
            return new Report(
                    0, 0, List.of(new CheckReport.Line(true, "", "archive", shownName + ": " + e.getMessage())));
        }
        return new ImageCheck(image, limits, shownName).run();
    }

    private Report run() {
        config();
        try {
            LayerWalk.walk(image, this);
            parts();
        } catch (TooLargeException e) {
            error("size", e.getMessage());
        } catch (IOException e) {
            error("layers", "a layer cannot be read: " + e.getMessage());
        }
        counts.forEach((kind, count) -> {
            if (count > MAX_LINES_OF_A_KIND) {
                lines.add(new CheckReport.Line(
                        false, "", kind, shownName + ": and " + (count - MAX_LINES_OF_A_KIND) + " more of this kind"));
            }
        });
        return new Report(bytes, image.layers().size(), lines);
    }

    private void line(boolean error, String kind, String message) {
        if (counts.merge(kind, 1, Integer::sum) <= MAX_LINES_OF_A_KIND) {
            lines.add(new CheckReport.Line(error, "", kind, shownName + ": " + message));
        }
    }

    private void error(String kind, String message) {
        line(true, kind, message);
    }

    private void config() {
        ImageArchive.Config config = image.config();
        if (!config.os().equals("linux") || !config.architecture().equals(limits.architecture())) {
            error(
                    "machine",
                    "is for " + config.os() + "/" + config.architecture() + "; build it for linux/"
                            + limits.architecture());
        }
        if (config.diffIds().size() != image.layers().size()) {
            error(
                    "layers",
                    "has " + image.layers().size() + " layers and describes "
                            + config.diffIds().size());
        }
        String user = config.user();
        if (user.isEmpty() || user.equals("root") || user.equals("0") || user.startsWith("0:")) {
            line(false, "user", "names no user of its own; it is run as user 1000 without any privilege");
        }
    }

    @Override
    public void layerEnds(int number, String sha256) {
        List<String> described = image.config().diffIds();
        if (number < described.size() && !described.get(number).equals("sha256:" + sha256)) {
            error("layers", "layer " + (number + 1) + " is not what the image says it is; save it anew");
        }
    }

    @Override
    public void hostile(String name, String why) throws IOException {
        count(0);
        error("names", "the name " + shown(name) + " " + why);
    }

    /** A stranger's name, without what a terminal would obey and not too long. */
    static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints().limit(100).forEach(c -> shown.appendCodePoint(isObeyed(c) ? '?' : c));
        return shown.toString();
    }

    /** What a stranger's program printed, without what a terminal would obey. */
    static String printable(String output) {
        StringBuilder printable = new StringBuilder();
        output.codePoints().forEach(c -> printable.appendCodePoint(isObeyed(c) && c != '\n' ? '?' : c));
        return printable.toString();
    }

    /** Whether a terminal does something other than show it. */
    private static boolean isObeyed(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.FORMAT;
    }

    private void count(long size) throws IOException {
        entries++;
        bytes += size;
        if (bytes > limits.unpackedBytes()) {
            throw new TooLargeException("has more than " + limits.unpackedBytes() / 1_000_000 + " MB unpacked");
        }
        if (entries > limits.entries()) {
            throw new TooLargeException("has more than " + limits.entries() + " files");
        }
    }

    @Override
    public void entry(LayerWalk.Path path, TarReader.Entry entry, InputStream content) throws IOException {
        count(entry.type() == TarReader.Type.FILE ? entry.size() : 0);
        String name = path.toString();
        Optional<String> through = blockedParent(path);
        if (through.isPresent()) {
            error("links", shown(name) + " lies below " + shown(through.get()) + ", which is no folder");
            return;
        }
        switch (entry.type()) {
            case SPECIAL -> line(false, "devices", shown(name) + " is a device or a pipe and is left out");
            case SPARSE -> error("sparse", shown(name) + " is a file with holes; save it as a plain one");
            case UNKNOWN -> error("kinds", shown(name) + " is of a kind that images do not have");
            case HARD_LINK -> hardLink(name, entry);
            case FILE -> {
                if ((entry.mode() & SET_ID) != 0) {
                    line(false, "privileges", shown(name) + " would change who runs it; here it does not");
                }
                put(name, new Node(TarReader.Type.FILE, ""));
            }
            case SYMBOLIC_LINK -> put(name, new Node(TarReader.Type.SYMBOLIC_LINK, entry.link()));
            case DIRECTORY -> {
                Node known = tree.get(name);
                if (known == null || known.type() != TarReader.Type.DIRECTORY) {
                    put(name, new Node(TarReader.Type.DIRECTORY, ""));
                }
            }
        }
    }

    private void hardLink(String name, TarReader.Entry entry) {
        String target = LayerWalk.path(entry.link()).toString();
        Node known = tree.get(target);
        if (known == null || known.type() != TarReader.Type.FILE) {
            error("links", shown(name) + " is a second name of " + shown(target) + ", which is no file of the image");
        } else {
            put(name, known);
        }
    }

    /** Replaces what was there, and all below it. */
    private void put(String name, Node node) {
        clear(name);
        tree.put(name, node);
    }

    private void clear(String name) {
        // '0' follows '/': all that lies below.
        tree.subMap(name + "/", name + "0").clear();
    }

    @Override
    public void remove(LayerWalk.Path path) throws IOException {
        count(0);
        clear(path.toString());
        tree.remove(path.toString());
    }

    @Override
    public void empty(LayerWalk.Path path) throws IOException {
        count(0);
        if (path.isRoot()) {
            tree.clear();
        } else {
            clear(path.toString());
        }
    }

    /** A part above the path that is there and is no folder. */
    private Optional<String> blockedParent(LayerWalk.Path path) {
        for (LayerWalk.Path above = path.parent(); !above.isRoot(); above = above.parent()) {
            Node node = tree.get(above.toString());
            if (node != null && node.type() != TarReader.Type.DIRECTORY) {
                return Optional.of(above.toString());
            }
        }
        return Optional.empty();
    }

    private void parts() {
        for (String needed : List.of(PROGRAM, SHELL)) {
            if (!isFile(needed)) {
                error("entry point", "has no file /" + needed + "; it is run as bash /" + PROGRAM);
            }
        }
        for (String folder : MOUNTED) {
            Node node = tree.get(folder);
            if (node != null && node.type() != TarReader.Type.DIRECTORY) {
                error("entry point", "/" + folder + " must be a folder");
            }
        }
    }

    /** Whether a path leads to a file, by links within the image only. */
    private boolean isFile(String wanted) {
        List<String> rest = new ArrayList<>(LayerWalk.path(wanted).parts());
        LayerWalk.Path at = new LayerWalk.Path(List.of());
        for (int links = 0; !rest.isEmpty(); ) {
            String part = rest.remove(0);
            if (part.equals("..")) {
                at = at.isRoot() ? at : at.parent();
                continue;
            }
            at = at.child(part);
            Node node = tree.get(at.toString());
            if (node == null) {
                return false;
            }
            if (node.type() == TarReader.Type.SYMBOLIC_LINK) {
                links++;
                if (links > MAX_LINKS) {
                    return false;
                }
                List<String> target =
                        new ArrayList<>(LayerWalk.path(node.link()).parts());
                target.addAll(rest);
                rest = target;
                at = node.link().startsWith("/") ? new LayerWalk.Path(List.of()) : at.parent();
            } else if (rest.isEmpty()) {
                return node.type() == TarReader.Type.FILE;
            }
        }
        return false;
    }
}
