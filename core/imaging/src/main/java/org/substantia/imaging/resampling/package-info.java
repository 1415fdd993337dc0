/** Values between voxels, and images brought from one grid onto another. */
package org.substantia.imaging.resampling;
