package org.substantia.scoring.evaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.scoring.classification.PatientPredictions;

/**
 * The diagnoses of a submission beside the known ones.
 *
 * @param patients ids, in order
 * @param predictions one for each patient; probabilities only when every patient has one
 * @param unpredicted patients without a usable prediction: each counts as wrongly classified
 * @param faults what was wrong with predictions, one line each
 */
public record DiagnosisEvaluation(
        List<String> patients, PatientPredictions predictions, List<String> unpredicted, List<String> faults) {
    public DiagnosisEvaluation {
        patients = List.copyOf(patients);
        unpredicted = List.copyOf(unpredicted);
        faults = List.copyOf(faults);
    }

    /**
     * Takes the predictions of {@code label_predict.csv} and, for patients it does not name, of {@code PD_pred.txt}.
     *
     * <p>A table that is wrong is one of the faults and counts as not given.
     *
     * @return nothing when no patient's diagnosis is known or the submission predicts none at all
     */
    public static Optional<DiagnosisEvaluation> of(LabelTable known, Cohort submission) {
        List<String> faults = new ArrayList<>();
        Optional<LabelTable> table = Optional.empty();
        try {
            table = submission.predictedLabels();
        } catch (IOException e) {
            faults.add(e.getMessage());
        }
        boolean files =
                submission.cases().stream().anyMatch(c -> c.diagnosisFile().isPresent());
        List<LabelTable.Row> labelled = known.rows().values().stream()
                .filter(row -> row.diagnosis().isPresent())
                .toList();
        if (labelled.isEmpty() || (table.isEmpty() && faults.isEmpty() && !files)) {
            return Optional.empty();
        }
        int[] truth = new int[labelled.size()];
        int[] predicted = new int[truth.length];
        double[] probabilities = new double[truth.length];
        boolean everyProbability = true;
        List<String> unpredicted = new ArrayList<>();
        for (int i = 0; i < truth.length; i++) {
            String id = labelled.get(i).patientId();
            truth[i] = labelled.get(i).diagnosis().get().label();
            Optional<LabelTable.Row> row = table.map(t -> t.rows().get(id));
            Optional<Diagnosis> diagnosis = row.flatMap(LabelTable.Row::diagnosis);
            if (diagnosis.isEmpty()) {
                diagnosis = fromFile(submission.find(id), faults);
            }
            if (diagnosis.isEmpty()) {
                unpredicted.add(id);
            }
            predicted[i] = diagnosis.map(Diagnosis::label).orElse(1 - truth[i]);
            OptionalDouble probability = row.map(LabelTable.Row::probability).orElse(OptionalDouble.empty());
            everyProbability &= probability.isPresent();
            probabilities[i] = probability.orElse(Double.NaN);
        }
        PatientPredictions predictions = everyProbability
                ? PatientPredictions.of(truth, predicted, probabilities)
                : PatientPredictions.of(truth, predicted);
        List<String> patients = labelled.stream().map(LabelTable.Row::patientId).toList();
        return Optional.of(new DiagnosisEvaluation(patients, predictions, unpredicted, faults));
    }

    private static Optional<Diagnosis> fromFile(Optional<CaseFolder> patient, List<String> faults) {
        try {
            return patient.isEmpty() ? Optional.empty() : patient.get().predictedDiagnosis();
        } catch (IOException e) {
            faults.add(e.getMessage());
            return Optional.empty();
        }
    }
}
