/** Volumes and intensities of the nuclei over a cohort, by diagnosis. */
package org.substantia.diagnosis.statistics;
