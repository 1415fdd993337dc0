package org.substantia.viewer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The files of the pages, from the class path. */
final class WebFile {
    private WebFile() {}

    static byte[] read(String name) {
        try (InputStream in = WebFile.class.getResourceAsStream("web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
