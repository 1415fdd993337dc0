package org.substantia.diagnosis.biomarkers;

import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/** What signals of an NM image are compared with, for those who show the image rather than measure it. */
public final class NeuromelaninReference {
    private NeuromelaninReference() {}

    /**
     * The signal of the crus cerebri, the reference of the NM biomarkers.
     *
     * @param nuclei the sixteen nuclei, on any grid
     * @param nigra as traced in the NM image, on any grid
     * @return in the image's unit, above 0; empty if no crus is found
     */
    public static OptionalDouble of(Volume nm, Optional<LabelMap> nuclei, Optional<LabelMap> nigra) {
        Optional<CrusCerebri> crus = MidbrainRegion.of(nm, nuclei, nigra, BiomarkerMeasurement.NM_MARGIN_MM)
                .flatMap(CrusCerebri::find);
        return crus.isPresent() && crus.get().mean() > 0
                ? OptionalDouble.of(crus.get().mean())
                : OptionalDouble.empty();
    }
}
