/** Reading the scans of a case and bringing them onto one grid. */
package org.substantia.cohort.scan;
