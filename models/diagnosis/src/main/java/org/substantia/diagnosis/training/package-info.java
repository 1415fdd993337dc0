/**
 * Training of diagnosis models: learners by Tribuo, selection among them by nested cross-validation. Prediction needs
 * none of it.
 */
package org.substantia.diagnosis.training;
