/** Adaptation curves of the segmentation: what is learned from and tested on, and the ways of adapting networks. */
package org.substantia.pipeline.adaptation.segmentation;
