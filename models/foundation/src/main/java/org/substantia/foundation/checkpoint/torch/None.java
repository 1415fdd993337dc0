package org.substantia.foundation.checkpoint.torch;

/** Python's {@code None}. */
enum None {
    NONE
}
