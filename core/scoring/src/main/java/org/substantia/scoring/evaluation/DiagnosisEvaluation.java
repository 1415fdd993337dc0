package org.substantia.scoring.evaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.scoring.classification.PatientPredictions;

/**
 * The diagnoses of a submission beside the known ones.
 *
 * @param patients ids, in order
 * @param predictions one for each patient, probabilities only when every patient has one; empty where no diagnosis is
 *     both known and predicted
 * @param unpredicted patients without a usable prediction: each counts as wrongly classified
 * @param faults what was wrong with tables and files, one line each
 * @param notes what was passed over or may be a mistake, one line each
 * @param ofReference those of the faults and notes that concern the known diagnoses, not the submission
 */
public record DiagnosisEvaluation(
        List<String> patients,
        Optional<PatientPredictions> predictions,
        List<String> unpredicted,
        List<String> faults,
        List<String> notes,
        Set<String> ofReference) {
    public DiagnosisEvaluation {
        patients = List.copyOf(patients);
        unpredicted = List.copyOf(unpredicted);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
        ofReference = Set.copyOf(ofReference);
    }

    /** The faults of the submission alone. */
    public List<String> submissionFaults() {
        return faults.stream().filter(line -> !ofReference.contains(line)).toList();
    }

    /** The notes on the submission alone. */
    public List<String> submissionNotes() {
        return notes.stream().filter(line -> !ofReference.contains(line)).toList();
    }

    /**
     * Takes the predictions of {@code label_predict.csv} and, for patients it does not name, of {@code PD_pred.txt}.
     * Where the reference has cases, these are judged and nobody else.
     *
     * @param known the known diagnoses, if they are not in a table of the reference
     * @return nothing when there is nothing to judge and nothing to say about it
     */
    public static Optional<DiagnosisEvaluation> of(Optional<LabelTable> known, Cohort reference, Cohort submission) {
        List<String> faults = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Optional<LabelTable> truth = known;
        if (known.isEmpty()) {
            notes.addAll(reference.unreadLabels());
            try {
                truth = reference.labels();
            } catch (IOException e) {
                faults.add(e.getMessage());
            }
        }
        Set<String> ofReference = new HashSet<>(faults);
        ofReference.addAll(notes);
        Optional<DiagnosisEvaluation> judged =
                truth.flatMap(table -> new DiagnosisMatching(table, reference, submission).match());
        if (judged.isPresent()) {
            faults.addAll(judged.get().faults());
            notes.addAll(judged.get().notes());
            ofReference.addAll(judged.get().ofReference());
        } else if (faults.isEmpty() && notes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DiagnosisEvaluation(
                judged.map(DiagnosisEvaluation::patients).orElse(List.of()),
                judged.flatMap(DiagnosisEvaluation::predictions),
                judged.map(DiagnosisEvaluation::unpredicted).orElse(List.of()),
                faults,
                notes,
                ofReference));
    }
}
