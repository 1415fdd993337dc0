/**
 * NIfTI-1 and NIfTI-2 images, read and written: one class for each thing that lies on disk. The package is larger than
 * others because all of it is one format, and none of the parts is of use without the rest.
 */
package org.substantia.imaging.nifti;
