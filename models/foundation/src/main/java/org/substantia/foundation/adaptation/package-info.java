/**
 * Classifiers of patients on top of an encoder: what is trained, how long, and what comes out. The package is larger
 * than others because every way of adapting shares its examples, folds and heads with all others.
 */
package org.substantia.foundation.adaptation;
