package org.substantia.imaging.nifti;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** Writes gzip of a chosen level, with a header without time or name, so that the same content gives the same bytes. */
final class LevelledGzip extends GZIPOutputStream {
    private static final int BUFFER = 1 << 16;

    LevelledGzip(OutputStream out, int level) throws IOException {
        super(out, BUFFER);
        def.setLevel(level);
    }
}
