/** Finds cases that show the same subject, by their voxels and by what is particular to a head. */
package org.substantia.cohort.validation.duplicates;
