package org.substantia.scoring.evaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.PatientIds;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.scoring.classification.PatientPredictions;

/** Finds to every patient whose diagnosis is known the one that a submission predicts. */
final class DiagnosisMatching {
    /**
     * One to be judged.
     *
     * @param subject another id under which the prediction may be found
     */
    private record Patient(String id, String subject, Diagnosis diagnosis) {}

    private final LabelTable known;
    private final Cohort reference;
    private final Cohort submission;
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> ofReference = new HashSet<>();
    private final List<String> unpredicted = new ArrayList<>();
    private final List<String> withoutProbability = new ArrayList<>();

    DiagnosisMatching(LabelTable known, Cohort reference, Cohort submission) {
        this.known = known;
        this.reference = reference;
        this.submission = submission;
    }

    /** @return nothing when the table tells no diagnosis, and none should have been read from it */
    Optional<DiagnosisEvaluation> match() {
        faults.addAll(known.faultsOf(reference.cases(), EnumSet.of(TableColumn.LABEL)));
        List<Patient> patients = reference.cases().isEmpty() ? ofTable() : ofReference();
        ofReference.addAll(faults);
        ofReference.addAll(notes);
        notes.addAll(submission.unreadPredictions());
        Optional<LabelTable> table = predictedLabels();
        boolean files =
                submission.cases().stream().anyMatch(c -> c.diagnosisFile().isPresent());
        Optional<PatientPredictions> predictions = Optional.empty();
        if (!patients.isEmpty() && (table.isPresent() || files)) {
            predictions = Optional.of(predictions(patients, table));
        } else if (!patients.isEmpty() && faults.isEmpty()) {
            notes.add("diagnoses are known, but the submission gives none: it has neither " + Cohort.PREDICTIONS_FILE
                    + " nor ID/PD_pred.txt");
        }
        if (predictions.isEmpty() && faults.isEmpty() && notes.isEmpty()) {
            return Optional.empty();
        }
        List<String> ids = predictions.isEmpty()
                ? List.of()
                : patients.stream().map(Patient::id).toList();
        return Optional.of(new DiagnosisEvaluation(ids, predictions, unpredicted, faults, notes, ofReference));
    }

    private List<Patient> ofTable() {
        List<Patient> patients = new ArrayList<>();
        known.rows().values().forEach(row -> row.diagnosis()
                .ifPresent(diagnosis -> patients.add(new Patient(row.patientId(), row.patientId(), diagnosis))));
        return patients;
    }

    private List<Patient> ofReference() {
        List<Patient> patients = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (CaseFolder folder : reference.cases()) {
            Optional<Diagnosis> diagnosis = known.diagnosisOf(folder);
            if (diagnosis.isPresent()) {
                patients.add(new Patient(folder.id(), folder.subject(), diagnosis.get()));
            } else {
                unknown.add(folder.id());
            }
        }
        List<LabelTable.Row> others = known.unknownTo(reference.cases()).stream()
                .filter(row -> row.diagnosis().isPresent())
                .toList();
        boolean anyKnown = !patients.isEmpty() || !others.isEmpty();
        List<String> otherIds = others.stream().map(LabelTable.Row::patientId).toList();
        if (!unknown.isEmpty() && anyKnown) {
            List<String> hints = PatientIds.hints(unknown, otherIds);
            String line = known.source() + ": gives no diagnosis of " + PatientIds.listed(unknown)
                    + ", who cannot be judged" + also(hints);
            (patients.isEmpty() || !hints.isEmpty() ? faults : notes).add(line);
        }
        if (!others.isEmpty()) {
            notes.add(known.source() + ": not judged, as the reference has no case of them: "
                    + PatientIds.listed(otherIds));
        }
        return patients;
    }

    private Optional<LabelTable> predictedLabels() {
        try {
            return submission.predictedLabels();
        } catch (IOException e) {
            faults.add(e.getMessage());
            return Optional.empty();
        }
    }

    private PatientPredictions predictions(List<Patient> patients, Optional<LabelTable> table) {
        int[] truth = new int[patients.size()];
        int[] predicted = new int[truth.length];
        double[] probabilities = new double[truth.length];
        Set<String> used = new HashSet<>();
        for (int i = 0; i < truth.length; i++) {
            Patient patient = patients.get(i);
            truth[i] = patient.diagnosis().label();
            Optional<LabelTable.Row> row =
                    table.flatMap(t -> t.find(patient.id()).or(() -> t.find(patient.subject())));
            row.ifPresent(r -> used.add(r.patientId()));
            Optional<Diagnosis> diagnosis =
                    row.flatMap(LabelTable.Row::diagnosis).or(() -> fromFile(submission.find(patient.id())));
            if (diagnosis.isEmpty()) {
                unpredicted.add(patient.id());
            }
            predicted[i] = diagnosis.map(Diagnosis::label).orElse(1 - truth[i]);
            OptionalDouble probability = row.map(LabelTable.Row::probability).orElse(OptionalDouble.empty());
            if (probability.isEmpty()) {
                withoutProbability.add(patient.id());
            }
            probabilities[i] = probability.orElse(Double.NaN);
        }
        table.ifPresent(t -> remarkOn(t, used));
        return withoutProbability.isEmpty()
                ? PatientPredictions.of(truth, predicted, probabilities)
                : PatientPredictions.of(truth, predicted);
    }

    private void remarkOn(LabelTable table, Set<String> used) {
        faults.addAll(table.faultsOf(reference.cases(), EnumSet.of(TableColumn.LABEL, TableColumn.PROBABILITY)));
        boolean some =
                table.rows().values().stream().anyMatch(row -> row.probability().isPresent());
        List<String> lacking = withoutProbability.stream()
                .filter(id -> !unpredicted.contains(id))
                .toList();
        if (some && !lacking.isEmpty()) {
            notes.add(table.source() + ": gives no probability of " + PatientIds.listed(lacking)
                    + "; without it there are no figures from probabilities, such as the AUROC");
        }
        Set<String> left = new LinkedHashSet<>(table.rows().keySet());
        left.removeAll(used);
        left.removeIf(id -> known.find(id).isPresent());
        if (!left.isEmpty()) {
            notes.add(table.source() + ": has rows that belong to no patient to be judged: " + PatientIds.listed(left)
                    + also(PatientIds.hints(unpredicted, left)));
        }
    }

    private static String also(List<String> hints) {
        return hints.isEmpty() ? "" : "; " + String.join(", ", hints);
    }

    private Optional<Diagnosis> fromFile(Optional<CaseFolder> patient) {
        try {
            return patient.isEmpty() ? Optional.empty() : patient.get().predictedDiagnosis();
        } catch (IOException e) {
            faults.add(e.getMessage());
            return Optional.empty();
        }
    }
}
