package org.substantia.pipeline.fusion;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.scan.SusceptibilityUnit;
import org.substantia.diagnosis.biomarkers.NeuromelaninReference;
import org.substantia.foundation.roi.GrayScale;
import org.substantia.foundation.roi.Roi;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.pipeline.input.LabeledScans;

/**
 * What an encoder sees of a patient: a crop of each region whose image and nuclei are there. Susceptibility has a fixed
 * gray scale; that of the NM image follows the patient's crus cerebri, so that the scanner's scale does not show.
 * Immutable and thread-safe.
 */
public final class RoiCrops {
    private final RoiCropper cropper;

    public RoiCrops(RoiCropper.Nuclei nuclei) {
        cropper = new RoiCropper(nuclei);
    }

    /** @return the regions that could be cut, in their order */
    public Map<Roi, SliceStack> of(LabeledScans patient) {
        Map<Roi, SliceStack> crops = new EnumMap<>(Roi.class);
        for (Roi roi : Roi.values()) {
            patient.scans()
                    .volume(roi.modality())
                    .flatMap(image -> crop(roi, image, patient))
                    .ifPresent(stack -> crops.put(roi, stack));
        }
        return crops;
    }

    private Optional<SliceStack> crop(Roi roi, Volume image, LabeledScans patient) {
        boolean traced = roi.modality() == Modality.NM && patient.nigra().isPresent();
        Optional<LabelMap> labels = traced ? patient.nigra() : patient.nuclei();
        LabelScheme scheme = traced ? LabelScheme.NM : LabelScheme.QSM;
        Optional<GrayScale> scale = scale(roi.modality(), patient);
        return labels.isPresent() && scale.isPresent()
                ? cropper.crop(roi, image, labels.get(), scheme, scale.get())
                : Optional.empty();
    }

    private static Optional<GrayScale> scale(Modality modality, LabeledScans patient) {
        Volume image = patient.scans().measured(modality).orElseThrow();
        if (modality == Modality.QSM) {
            return Optional.of(
                    GrayScale.ofSusceptibility(SusceptibilityUnit.of(image).ppb()));
        }
        OptionalDouble crus = NeuromelaninReference.of(image, patient.nuclei(), patient.nigra());
        return crus.isPresent() ? Optional.of(GrayScale.ofNeuromelanin(crus.getAsDouble())) : Optional.empty();
    }
}
