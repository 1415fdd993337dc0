package org.substantia.learning.device;

import java.io.IOException;

/**
 * libtorch cannot be loaded on this machine as it is set up. The message is one line: the folder, what is wrong and
 * what to do.
 */
public final class NativeLibrariesException extends IOException {
    private static final long serialVersionUID = 1;

    NativeLibrariesException(String message, Throwable cause) {
        super(message, cause);
    }
}
