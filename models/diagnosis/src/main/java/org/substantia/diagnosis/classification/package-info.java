/** From biomarkers to a calibrated probability: training, cross-validation, the model file. */
package org.substantia.diagnosis.classification;
