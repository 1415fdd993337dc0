package org.substantia.report.patient;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.Biomarkers;

/**
 * All that a report on one patient shows. Whatever is empty has no section. Immutable but for the images.
 *
 * @param id of the patient, as the folder is named
 * @param age in years
 * @param sex as recorded
 * @param panels the images, in the order of the columns they are shown in; at most one of each modality
 * @param nuclei figures of the nuclei, in the order of the table
 * @param normals what the normal ranges were taken from, a sentence; empty if no figure has one
 * @param markers the leading markers on the distributions of a cohort
 * @param diagnosis what the classifier says; empty if there was none
 * @param flags what a person should look at before relying on the values, in words
 * @param biomarkers everything that was measured
 * @param provenance names and values: version, models, files, timings
 */
public record PatientReport(
        String id,
        OptionalDouble age,
        Optional<Sex> sex,
        List<ModalityPanel> panels,
        List<NucleusRow> nuclei,
        String normals,
        List<MarkerPlot> markers,
        Optional<DiagnosisPanel> diagnosis,
        List<String> flags,
        Biomarkers biomarkers,
        Map<String, String> provenance) {
    /** @throws IllegalArgumentException if a modality has two panels */
    public PatientReport {
        panels = List.copyOf(panels);
        nuclei = List.copyOf(nuclei);
        markers = List.copyOf(markers);
        flags = List.copyOf(flags);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
        if (panels.stream().map(ModalityPanel::modality).distinct().count() != panels.size()) {
            throw new IllegalArgumentException(id + ": two panels of the same modality");
        }
    }
}
