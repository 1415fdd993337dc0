package org.substantia.viewer.findings;

import java.util.Optional;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;

/**
 * Where a biomarker was measured.
 *
 * @param image whose values it is of, or on which its mask was drawn
 * @param mask that it was measured in
 * @param structure empty for whole images
 * @param side empty for both
 */
public record MarkerPlace(Modality image, LabelScheme mask, Optional<Structure> structure, Optional<Side> side) {}
