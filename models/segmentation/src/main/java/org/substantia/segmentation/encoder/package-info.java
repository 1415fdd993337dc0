/** A public encoder beside the segmenter: what it sees, and how that reaches the segmenter's maps. */
package org.substantia.segmentation.encoder;
