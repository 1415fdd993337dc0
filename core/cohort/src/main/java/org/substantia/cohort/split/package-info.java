/** Who trains and who tests: splits that are the same for the same seed and never part a group. */
package org.substantia.cohort.split;
