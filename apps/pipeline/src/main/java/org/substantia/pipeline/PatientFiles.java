package org.substantia.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.scan.Scan;
import org.substantia.diagnosis.biomarkers.BiomarkerInputs;
import org.substantia.diagnosis.biomarkers.BiomarkerMeasurement;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.report.patient.BatchRow;
import org.substantia.report.patient.page.PatientReportHtml;
import org.substantia.segmentation.inference.CaseFollowUp;
import org.substantia.segmentation.inference.PredictedMap;
import org.substantia.segmentation.inference.SegmentedCase;
import org.substantia.segmentation.plan.LabelSet;

/**
 * Measures, judges and describes each segmented patient: {@code biomarkers.json}, {@code diagnosis.json},
 * {@code PD_pred.txt} and {@code report.html} in the patient's folder. Remembers what the files of the batch need. To
 * be called by one thread at a time.
 */
public final class PatientFiles implements CaseFollowUp {
    private static final String REPORT = "report.html";

    private final DiagnosisModel model;
    private final String modelName;
    private final Map<String, Demographics> persons;
    private final boolean reports;
    private final Map<String, BatchRow> rows = new LinkedHashMap<>();
    private final Map<String, Integer> labels = new LinkedHashMap<>();

    /**
     * @param modelName as files call the model
     * @param persons age and sex by id of the case
     * @param reports whether to write them
     */
    public PatientFiles(DiagnosisModel model, String modelName, Map<String, Demographics> persons, boolean reports) {
        this.model = model;
        this.modelName = modelName;
        this.persons = Map.copyOf(persons);
        this.reports = reports;
    }

    @Override
    public void accept(SegmentedCase segmented) throws IOException {
        EvaluatedPatient patient = evaluate(segmented);
        Path folder = segmented.folder();
        JsonFiles.write(folder.resolve("biomarkers.json"), BiomarkersJson.tree(patient, model.healthy()));
        JsonFiles.write(folder.resolve("diagnosis.json"), DiagnosisJson.tree(patient, modelName, model.provenance()));
        int label = patient.diagnosis().label().label();
        AtomicFiles.writeText(folder.resolve("PD_pred.txt"), Integer.toString(label));
        Optional<String> report = Optional.empty();
        if (reports) {
            PatientReportHtml.write(new PatientReports(model, modelName).of(patient), folder.resolve(REPORT));
            report = Optional.of(folder.getFileName() + "/" + REPORT);
        }
        remember(patient, label, report);
    }

    private EvaluatedPatient evaluate(SegmentedCase segmented) {
        Optional<LabelMap> nuclei = map(segmented, LabelScheme.QSM);
        Optional<LabelMap> nigra = map(segmented, LabelScheme.NM);
        Demographics person = persons.getOrDefault(
                segmented.prediction().images().id(), new Demographics(OptionalDouble.empty(), Optional.empty()));
        Biomarkers biomarkers = BiomarkerMeasurement.of(new BiomarkerInputs(
                volume(segmented, Modality.T1),
                volume(segmented, Modality.QSM),
                volume(segmented, Modality.NM),
                nuclei,
                nigra));
        DiagnosisResult result = model.diagnose(biomarkers, person);
        return new EvaluatedPatient(segmented, nuclei, nigra, person, biomarkers, result);
    }

    private static Optional<LabelMap> map(SegmentedCase segmented, LabelScheme scheme) {
        LabelSet head = LabelSet.of(scheme);
        return segmented.maps().stream()
                .filter(map -> map.head().equals(head))
                .findFirst()
                .map(PredictedMap::labels);
    }

    private static Optional<Volume> volume(SegmentedCase segmented, Modality modality) {
        return Optional.ofNullable(segmented.prediction().images().images().get(modality))
                .map(Scan::volume);
    }

    private void remember(EvaluatedPatient patient, int label, Optional<String> report) {
        DiagnosisResult result = patient.diagnosis();
        List<String> flags = new ArrayList<>(patient.segmented().warnings());
        List<String> structures = patient.segmented().flagged();
        if (!structures.isEmpty()) {
            flags.add("look at " + String.join(" ", structures));
        }
        if (!result.inDistribution()) {
            flags.add("unlike the persons the model was trained on");
        }
        rows.put(
                patient.id(),
                new BatchRow(
                        patient.id(),
                        report,
                        Optional.of(result.verdict()),
                        result.isEstimated() ? OptionalDouble.of(result.probability()) : OptionalDouble.empty(),
                        flags));
        labels.put(patient.id(), label);
    }

    /** What is known of a case for the batch; empty for one that failed before it was judged. */
    Optional<BatchRow> row(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    /** 0 or 1 by id, in the order in which the cases were done. */
    Map<String, Integer> labels() {
        return labels;
    }
}
