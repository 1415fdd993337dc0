/**
 * How sure a statistic is and whether two results differ: resampling, paired tests, rankings; knows nothing of images.
 */
package org.substantia.scoring.statistics;
