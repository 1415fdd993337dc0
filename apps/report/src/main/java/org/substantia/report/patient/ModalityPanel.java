package org.substantia.report.patient;

import java.util.Objects;
import java.util.Optional;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/**
 * One image of a patient and what is outlined in it. The label maps may lie on grids of their own; they are placed by
 * their affines.
 *
 * @param modality of the image
 * @param image QSM in ppb, the others in any unit
 * @param nuclei all nuclei, by the labels of the QSM scheme
 * @param nigra the substantia nigra as traced in the neuromelanin-sensitive image, by the labels of the NM scheme
 */
public record ModalityPanel(Modality modality, Volume image, Optional<LabelMap> nuclei, Optional<LabelMap> nigra) {
    public ModalityPanel {
        Objects.requireNonNull(modality, "modality");
        Objects.requireNonNull(image, "image");
    }
}
