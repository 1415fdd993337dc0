/** Anatomical directions of the axes of a grid, and lossless changes of them. */
package org.substantia.imaging.orientation;
