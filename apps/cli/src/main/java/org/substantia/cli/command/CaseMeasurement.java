package org.substantia.cli.command;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.scan.Scan;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.diagnosis.biomarkers.BiomarkerInputs;
import org.substantia.diagnosis.biomarkers.BiomarkerMeasurement;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

/** Reads a case and masks of it, and measures its biomarkers. */
final class CaseMeasurement {
    private CaseMeasurement() {}

    /** @param predicted what {@code predict} made of the cohort, to measure in its masks; else in the case's own */
    static Biomarkers of(CaseFolder patient, Optional<Cohort> predicted) throws IOException {
        if (predicted.isEmpty()) {
            return of(patient, patient.mask(LabelScheme.QSM), patient.mask(LabelScheme.NM));
        }
        CaseFolder folder = predicted
                .get()
                .find(patient.id())
                .orElseThrow(() -> new CohortException(patient.id(), "has no predicted masks"));
        return of(patient, folder.prediction(LabelScheme.QSM), folder.prediction(LabelScheme.NM));
    }

    private static Biomarkers of(CaseFolder patient, Optional<ByteSource> nuclei, Optional<ByteSource> nigra)
            throws IOException {
        if (nuclei.isEmpty() && nigra.isEmpty()) {
            throw new CohortException(patient.id(), "has no mask to measure in");
        }
        Map<Modality, Scan> images = ScanReader.read(patient).images();
        return BiomarkerMeasurement.of(new BiomarkerInputs(
                volume(images, Modality.T1),
                volume(images, Modality.QSM),
                volume(images, Modality.NM),
                labels(nuclei),
                labels(nigra)));
    }

    private static Optional<Volume> volume(Map<Modality, Scan> images, Modality modality) {
        return Optional.ofNullable(images.get(modality)).map(Scan::volume);
    }

    private static Optional<LabelMap> labels(Optional<ByteSource> source) throws IOException {
        return source.isPresent() ? Optional.of(Nifti.readLabels(source.get()).labels()) : Optional.empty();
    }
}
