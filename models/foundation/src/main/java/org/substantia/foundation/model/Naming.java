package org.substantia.foundation.model;

/** Whose names the tensors of a file have. */
public enum Naming {
    /** Those of the project that trained the network (and of timm). */
    OFFICIAL,
    /** Those of Hugging Face's library transformers. */
    TRANSFORMERS
}
