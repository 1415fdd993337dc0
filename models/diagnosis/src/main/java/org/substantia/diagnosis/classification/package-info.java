/** From biomarkers to a calibrated probability of Parkinson's disease: the model, its file, its answers. */
package org.substantia.diagnosis.classification;
