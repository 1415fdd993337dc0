/** Volumes and intensities of the nuclei over a cohort, and the published values to compare them with. */
package org.substantia.cohort.statistics;
