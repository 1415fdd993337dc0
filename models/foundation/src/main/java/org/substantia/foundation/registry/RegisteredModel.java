package org.substantia.foundation.registry;

import java.net.URI;
import java.util.OptionalLong;

/**
 * A public model.
 *
 * @param name by which it is asked for
 * @param family in its authors' words
 * @param address of its file, or of the page where it is asked for; what names it where it is {@link #bundled}
 * @param bytes of the file, where they are known
 * @param sha256 of the file: 64 hexadecimal digits, or the first ones where no more is published
 * @param license in one line
 * @param gated whether its owners want to be asked first, so that no program can fetch it
 * @param preprocessing of its images
 * @param source where these facts are from
 */
public record RegisteredModel(
        String name,
        String family,
        URI address,
        OptionalLong bytes,
        String sha256,
        String license,
        boolean gated,
        String preprocessing,
        String source) {
    /** The last part of the address. */
    public String fileName() {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether it comes with the program. */
    public boolean bundled() {
        return !address.isAbsolute();
    }

    /** @param digest 64 hexadecimal digits */
    public boolean hasDigest(String digest) {
        return digest.startsWith(sha256);
    }
}
