package org.substantia.foundation.checkpoint.torch;

import java.io.IOException;

/** A pickle that is damaged, or asks for more than a state dict needs. The message says what is wrong, not where. */
final class PickleException extends IOException {
    PickleException(String fault) {
        super(fault);
    }
}
