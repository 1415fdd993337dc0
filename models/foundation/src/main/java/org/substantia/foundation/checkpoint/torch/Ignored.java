package org.substantia.foundation.checkpoint.torch;

/** A value that is read over: bytes, large integers, NumPy's scalars in the notes of a training run. */
enum Ignored {
    VALUE
}
