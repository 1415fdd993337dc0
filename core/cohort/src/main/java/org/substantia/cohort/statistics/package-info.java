/** The means that the challenge published, to hold measured ones against. */
package org.substantia.cohort.statistics;
