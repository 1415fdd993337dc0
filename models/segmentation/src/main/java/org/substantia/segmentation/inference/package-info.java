/**
 * From the images of a case to label maps on their grids. The package is larger than others because the check of
 * headers looks with the segmenter's passes and is asked by it, so that neither can live without the other.
 */
package org.substantia.segmentation.inference;
