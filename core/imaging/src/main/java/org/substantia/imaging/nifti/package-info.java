/** NIfTI-1 and NIfTI-2 images, read and written: one class for each thing that lies on disk. */
package org.substantia.imaging.nifti;
