/**
 * Features of the image biomarker standardisation initiative (IBSI): intensities, co-occurrence of gray levels, shape.
 */
package org.substantia.diagnosis.biomarkers.texture;
