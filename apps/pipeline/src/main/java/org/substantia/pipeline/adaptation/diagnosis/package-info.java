/** Adaptation curves of the diagnosis: what is learned from and tested on, and the ways that use biomarkers. */
package org.substantia.pipeline.adaptation.diagnosis;
