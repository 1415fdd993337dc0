/** Statistics and thresholds of voxel intensities. */
package org.substantia.imaging.intensity;
