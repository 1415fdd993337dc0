package org.substantia.pipeline.adaptation.diagnosis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.NothingToLearnException;
import org.substantia.diagnosis.classification.features.Subject;
import org.substantia.diagnosis.classification.scores.LinearScore;
import org.substantia.diagnosis.classification.scores.ScoreModel;
import org.substantia.diagnosis.classification.scores.TreeScore;
import org.substantia.diagnosis.training.DiagnosisTrainer;
import org.substantia.diagnosis.training.DiagnosisTrainingOptions;
import org.substantia.diagnosis.training.PatientRecord;

/**
 * Classifiers of biomarkers, as {@code train diagnosis} learns them: one for each set of images, of which a patient is
 * assessed by the first that fits, as by a {@link DiagnosisModel}. A set is learned when the first patient needs it, so
 * that a cohort with all images costs one classifier. Not thread-safe.
 */
final class BiomarkerClassifiers {
    private final DiagnosisTrainer trainer;
    private final List<PatientRecord> training;
    private final CaseGroups together;
    private final Iterator<Set<EvidenceFamily>> unlearned;
    private final List<FittedClassifier> classifiers = new ArrayList<>();

    /** What is said of a patient. */
    record Answer(double probability, Diagnosis label) {}

    /**
     * Learns the largest set of images that these patients allow.
     *
     * @param prior a model to begin from where an inner cross-validation prefers that
     * @throws NothingToLearnException if these patients have nothing to learn from and the prior does not know their
     *     images
     */
    BiomarkerClassifiers(List<PatientRecord> training, Optional<DiagnosisModel> prior, CaseGroups together, long seed) {
        this.trainer = new DiagnosisTrainer(DiagnosisTrainingOptions.usual(seed).withPrior(prior));
        this.training = List.copyOf(training);
        this.together = together;
        this.unlearned = trainer.families(training).iterator();
        Optional<NothingToLearnException> reason = Optional.empty();
        while (classifiers.isEmpty()) {
            if (!unlearned.hasNext()) {
                throw reason.orElseThrow();
            }
            Optional<NothingToLearnException> failed = learnNext();
            reason = reason.isPresent() ? reason : failed;
        }
    }

    private Optional<NothingToLearnException> learnNext() {
        try {
            classifiers.add(trainer.fit(training, together, unlearned.next()));
            return Optional.empty();
        } catch (NothingToLearnException e) {
            return Optional.of(e);
        }
    }

    /** Of a patient whom no classifier fits, the share of patients with the disease among those learned from. */
    Answer answer(PatientRecord patient) {
        Subject subject = Subject.of(patient.biomarkers(), patient.demographics());
        for (int i = 0; ; i++) {
            while (i == classifiers.size()) {
                if (!unlearned.hasNext()) {
                    return new Answer(share(), Diagnosis.HEALTHY);
                }
                learnNext();
            }
            FittedClassifier classifier = classifiers.get(i);
            if (classifier.fits(subject)) {
                double probability = classifier.probability(subject);
                return new Answer(
                        probability, probability >= classifier.threshold() ? Diagnosis.PARKINSON : Diagnosis.HEALTHY);
            }
        }
    }

    private double share() {
        return training.stream()
                .mapToInt(patient -> patient.label().label())
                .average()
                .orElseThrow();
    }

    /** How many numbers were learned: weights and intercepts, or the values of all nodes of trees. */
    long weights() {
        return classifiers.stream()
                .mapToLong(classifier -> weights(classifier.score()))
                .sum();
    }

    private static long weights(ScoreModel score) {
        if (score instanceof LinearScore linear) {
            return linear.weights().length + 1L;
        }
        return ((TreeScore) score)
                .trees().stream().mapToLong(tree -> tree.value().length).sum();
    }
}
