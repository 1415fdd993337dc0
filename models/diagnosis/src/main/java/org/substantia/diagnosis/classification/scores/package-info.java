/** What classifiers learnt, as plain numbers that need no native library, and calibration. */
package org.substantia.diagnosis.classification.scores;
