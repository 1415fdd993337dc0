/** Exact distances to sets of voxels. */
package org.substantia.imaging.distance;
