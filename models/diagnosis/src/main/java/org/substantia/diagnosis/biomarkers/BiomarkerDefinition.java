package org.substantia.diagnosis.biomarkers;

/**
 * What a biomarker is.
 *
 * @param name e.g. {@code SN_r.qsm.mean}; without a side, the mean of both sides
 * @param unit {@code mm3}, {@code ppb}, ...; {@code 1} for what has none
 * @param description one line
 * @param source where the measure comes from: a paper, a standard, or "own"
 */
public record BiomarkerDefinition(
        String name, String unit, String description, String source, BiomarkerFamily family) {}
