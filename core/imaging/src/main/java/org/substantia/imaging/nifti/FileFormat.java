package org.substantia.imaging.nifti;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a file's name says about its format.
 *
 * @param role which part of an image the file holds
 * @param gzipped whether it ends in {@code .gz}
 * @param stem the name without the extensions
 */
record FileFormat(Role role, boolean gzipped, String stem) {
    enum Role {
        /** {@code .nii}: header and voxels. */
        SINGLE,
        /** {@code .hdr}: the header of a pair. */
        HEADER,
        /** {@code .img}: the voxels of a pair. */
        PIXELS,
        /** None of these. */
        UNKNOWN
    }

    static FileFormat of(Path path) {
        return of(path.toString());
    }

    /** @param path of a file, or what messages call a source: its last part is the file's name */
    static FileFormat of(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(File.separatorChar)) + 1);
        String lower = name.toLowerCase(Locale.ROOT);
        boolean gzipped = lower.endsWith(".gz");
        int end = gzipped ? name.length() - 3 : name.length();
        int dot = lower.lastIndexOf('.', end - 1);
        String extension = dot < 0 ? "" : lower.substring(dot + 1, end);
        Role role =
                switch (extension) {
                    case "nii" -> Role.SINGLE;
                    case "hdr" -> Role.HEADER;
                    case "img" -> Role.PIXELS;
                    default -> Role.UNKNOWN;
                };
        return new FileFormat(role, gzipped, role == Role.UNKNOWN ? name : name.substring(0, dot));
    }

    /** The other half of a pair, gzipped like this one. */
    Path sibling(Path path) {
        return path.resolveSibling(siblings().get(0));
    }

    /** What the other half of a pair may be called: gzipped like this one, or the other way. */
    List<String> siblings() {
        String name = stem + siblingExtension();
        return gzipped ? List.of(name + ".gz", name) : List.of(name, name + ".gz");
    }

    private String siblingExtension() {
        return role == Role.HEADER ? ".img" : ".hdr";
    }
}
