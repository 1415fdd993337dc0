package org.substantia.cohort;

/** Sex as tables record it. */
public enum Sex {
    FEMALE,
    MALE,
    OTHER
}
