package org.substantia.cohort;

/** What a table of patients may tell. */
public enum TableColumn {
    /** Who the patient is. A fault here concerns the whole row. */
    ID,
    /** The diagnosis, known or predicted. */
    LABEL,
    /** Of Parkinson's disease, predicted. */
    PROBABILITY,
    AGE,
    SEX
}
