package org.substantia.cohort.validation;

/** How much a finding matters. */
public enum Severity {
    /** Results would be missing or wrong. */
    ERROR,
    /** Unusual enough to be looked at. */
    WARNING
}
