/** The pages on patients: one report each, and the index of a batch. */
package org.substantia.report.patient.page;
