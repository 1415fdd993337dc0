package org.substantia.cohort.layout;

import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.Modality;

/**
 * A mask and the image that it was made on, by whose header it lies.
 *
 * @param file of the mask
 * @param image on whose grid it lies; the case may lack it
 */
public record DrawnMask(ByteSource file, Modality image) {}
