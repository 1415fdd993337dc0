/** What the pages show of images and masks: parts of images, outlines, surfaces and thumbnails. Knows no requests. */
package org.substantia.viewer.picture;
