/**
 * The border of a structure in one plane: closed contours, and the search that puts a drawn one on the image's edge.
 */
package org.substantia.imaging.boundary;
