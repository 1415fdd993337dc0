package org.substantia.base.json;

/** An enum whose constants the field has its own symbols for, such as {@code SN_r}: JSON files use those. */
public interface Spelled {
    /** The symbol; every constant has another one. */
    String spelling();
}
