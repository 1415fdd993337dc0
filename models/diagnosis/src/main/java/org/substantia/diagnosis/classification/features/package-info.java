/**
 * From biomarkers of a right and a left side to numbers that a classifier can learn from: sides joined, adjusted for
 * age and sex, standardized.
 */
package org.substantia.diagnosis.classification.features;
