/** The means that the challenge published, to compare measured ones with. */
package org.substantia.cohort.statistics;
