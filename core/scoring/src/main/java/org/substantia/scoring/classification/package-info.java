/** Metrics for a disease prediction, patient by patient: hard labels and probabilities against the truth. */
package org.substantia.scoring.classification;
