/** Volumes and intensities of the nuclei over a cohort, and the published figures to hold them against. */
package org.substantia.cohort.statistics;
