/** The report on one patient and the index of a batch: pages that hold everything they show. */
package org.substantia.report.patient;
