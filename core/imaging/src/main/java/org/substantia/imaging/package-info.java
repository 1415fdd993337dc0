/**
 * Volumes, label maps and the grids they lie on.
 *
 * <p>Voxel arrays are flat with x fastest; world coordinates are RAS millimeters as in NIfTI. Sub-packages hold one
 * kind of work each: {@code nifti} (files), {@code orientation}, {@code resampling}, {@code distance},
 * {@code components}, {@code filter}, {@code intensity}, {@code registration}, {@code transform} and {@code boundary}.
 */
package org.substantia.imaging;
