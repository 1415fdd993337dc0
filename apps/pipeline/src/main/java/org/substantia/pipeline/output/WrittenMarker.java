package org.substantia.pipeline.output;

import java.util.OptionalDouble;
import org.substantia.diagnosis.biomarkers.BiomarkerId;

/**
 * A biomarker or a piece of evidence as the files of a case hold it.
 *
 * @param id which
 * @param value as measured, in the biomarker's unit
 * @param z standard deviations from the mean of healthy persons, where it is known
 * @param parkinsonZ where patients' mean lies on the same scale; of evidence alone
 * @param logOdds part in the log-odds of disease; of evidence alone
 */
public record WrittenMarker(
        BiomarkerId id, double value, OptionalDouble z, OptionalDouble parkinsonZ, OptionalDouble logOdds) {}
