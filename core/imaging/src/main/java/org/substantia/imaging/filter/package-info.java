/** Operations in which a voxel depends on its neighbours: smoothing, derivatives, binary morphology. */
package org.substantia.imaging.filter;
