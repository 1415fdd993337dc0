/**
 * Features of the Image Biomarker Standardisation Initiative (IBSI): intensities, co-occurrence of gray levels, shape.
 */
package org.substantia.diagnosis.biomarkers.texture;
