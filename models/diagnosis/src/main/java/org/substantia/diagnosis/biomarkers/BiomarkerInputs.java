package org.substantia.diagnosis.biomarkers;

import java.util.Objects;
import java.util.Optional;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/**
 * What of one patient there is to measure. Every image and mask may lie on a grid of its own; where the grid of a mask
 * is not the image's, the mask is brought onto it by the headers, so what is in one place in the world must show one
 * place in the patient. Voxels of images that are NaN or infinite are taken as not measured.
 *
 * @param t1 arbitrary units
 * @param qsm ppb, or ppm when no value reaches 5
 * @param nm arbitrary units
 * @param nuclei the sixteen nuclei, labels 1 to 16; of a patient without QSM, those found in the T1
 * @param nigra the nigra as traced in the NM image: right 1, left 2
 */
public record BiomarkerInputs(
        Optional<Volume> t1,
        Optional<Volume> qsm,
        Optional<Volume> nm,
        Optional<LabelMap> nuclei,
        Optional<LabelMap> nigra) {
    public BiomarkerInputs {
        Objects.requireNonNull(t1, "t1");
        Objects.requireNonNull(qsm, "qsm");
        Objects.requireNonNull(nm, "nm");
        Objects.requireNonNull(nuclei, "nuclei");
        Objects.requireNonNull(nigra, "nigra");
    }
}
