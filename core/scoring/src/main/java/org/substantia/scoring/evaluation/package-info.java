/** Scoring a whole submission against its reference: every case, its faults, masks and diagnoses. */
package org.substantia.scoring.evaluation;
