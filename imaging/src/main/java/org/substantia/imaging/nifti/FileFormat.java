package org.substantia.imaging.nifti;

import java.nio.file.Files;
import java.nio.file.Path;
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
        Path file = path.getFileName();
        String name = file == null ? "" : file.toString();
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
        return path.resolveSibling(stem + siblingExtension() + (gzipped ? ".gz" : ""));
    }

    /** The other half of a pair, gzipped or not, whichever is there; like this one if neither is. */
    Path existingSibling(Path path) {
        Path same = sibling(path);
        Path other = path.resolveSibling(stem + siblingExtension() + (gzipped ? "" : ".gz"));
        return !Files.exists(same) && Files.exists(other) ? other : same;
    }

    private String siblingExtension() {
        return role == Role.HEADER ? ".img" : ".hdr";
    }
}
