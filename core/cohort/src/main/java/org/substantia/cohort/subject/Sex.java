package org.substantia.cohort.subject;

/** Sex as tables record it. */
public enum Sex {
    FEMALE,
    MALE,
    OTHER
}
