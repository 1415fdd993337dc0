/** Slices of images as pictures in radiological convention, with the outlines of what is labeled in them. */
package org.substantia.report.picture;
