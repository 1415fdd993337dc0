package org.substantia.imaging.nifti;

/**
 * There is not enough memory to read an image. It says nothing of the file, which may be faultless: with more memory,
 * or fewer images at a time, it can be read.
 */
public final class ImageMemoryError extends OutOfMemoryError {
    private static final long serialVersionUID = 1L;

    private final String file;

    ImageMemoryError(String file, OutOfMemoryError cause) {
        super(file + ": takes more memory than is free");
        this.file = file;
        initCause(cause);
    }

    /** The image's name. */
    public String file() {
        return file;
    }
}
