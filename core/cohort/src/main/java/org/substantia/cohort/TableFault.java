package org.substantia.cohort;

/**
 * A cell or row that was not used as it stands, or not at all.
 *
 * @param line in the file, the header being line 1
 * @param patientId whose row it is; empty where the row has no id
 * @param column what is concerned
 * @param leftOut whether it is left out; otherwise the message says what it is taken for
 * @param message one line naming the file, the line, the patient, what is wrong and what would be right
 */
public record TableFault(long line, String patientId, TableColumn column, boolean leftOut, String message) {}
