/** Operations in which a voxel depends on its neighbors: smoothing, derivatives, binary morphology. */
package org.substantia.imaging.filter;
