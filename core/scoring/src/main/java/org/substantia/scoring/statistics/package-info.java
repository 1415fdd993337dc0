/**
 * How sure a statistic is and whether two results differ: resampling, paired tests, rankings; knows nothing of images.
 * The package is larger than others because rankings rest on the tests and the tests on the same few values.
 */
package org.substantia.scoring.statistics;
