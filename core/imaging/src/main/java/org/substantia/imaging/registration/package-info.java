/** Rigid alignment of images of one head: the transform, its search by mutual information, its quality. */
package org.substantia.imaging.registration;
