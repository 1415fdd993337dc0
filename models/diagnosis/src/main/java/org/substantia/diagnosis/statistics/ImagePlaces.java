package org.substantia.diagnosis.statistics;

import java.io.IOException;
import java.util.Map;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Geometry;

/** Where the images of a case lie. Called from several threads, for different cases. */
@FunctionalInterface
public interface ImagePlaces {
    /** All where their headers put them. */
    ImagePlaces BY_HEADERS = patient -> Map.of();

    /**
     * @param patient in whose predicted masks is measured
     * @return the grids of images that were moved from where their headers put them, in one world with the masks
     * @throws IOException naming the file, if one cannot be read
     */
    Map<Modality, Geometry> of(CaseFolder patient) throws IOException;
}
