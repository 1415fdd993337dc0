/** What a report on one patient, or the index of a batch, shows: values without markup. */
package org.substantia.report.patient;
