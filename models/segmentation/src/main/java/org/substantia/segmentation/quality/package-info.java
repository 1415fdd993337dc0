/** How far a segmentation can be trusted: volumes, confidence and what looks wrong. */
package org.substantia.segmentation.quality;
