package org.substantia.imaging.nifti;

import java.io.IOException;

/** A file that is not a NIfTI image we can read. The message names the file, what is wrong and what would be right. */
public final class NiftiException extends IOException {
    public NiftiException(String source, String fault) {
        super(source + ": " + fault);
    }

    public NiftiException(String source, String fault, Throwable cause) {
        super(source + ": " + fault, cause);
    }
}
