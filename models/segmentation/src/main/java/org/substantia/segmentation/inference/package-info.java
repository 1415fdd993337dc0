/** From the images of a case to label maps on their grids. */
package org.substantia.segmentation.inference;
