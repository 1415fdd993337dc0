package org.substantia.diagnosis.biomarkers;

/**
 * What a biomarker is.
 *
 * @param id which
 * @param title what is measured, in words, without the region
 * @param unit {@code mm3}, {@code ppb}, ...; {@code 1} for what has none
 * @param minimum the least possible value, or negative infinity
 * @param maximum the greatest possible value, or infinity
 * @param description one line
 * @param source where the measure comes from: a paper, a standard, or "own"
 * @param family what kind of evidence it is
 * @param leading whether published reports say that it differs between patients with Parkinson's disease and healthy
 *     persons
 */
public record BiomarkerDefinition(
        BiomarkerId id,
        String title,
        String unit,
        double minimum,
        double maximum,
        String description,
        String source,
        BiomarkerFamily family,
        boolean leading) {}
