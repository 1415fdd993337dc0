package org.substantia.pipeline.adaptation.diagnosis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.features.NothingToLearnException;
import org.substantia.diagnosis.classification.features.Subject;
import org.substantia.diagnosis.classification.scores.LinearScore;
import org.substantia.diagnosis.classification.scores.ScoreModel;
import org.substantia.diagnosis.classification.scores.TreeScore;
import org.substantia.diagnosis.training.DiagnosisTrainer;
import org.substantia.diagnosis.training.DiagnosisTrainingOptions;
import org.substantia.diagnosis.training.PatientRecord;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationOutcome.DiagnosedCase;
import org.substantia.pipeline.adaptation.AdaptationTask;

/** The ways to a diagnosis from biomarkers. The methods are immutable and thread-safe. */
public final class BiomarkerMethods {
    /** The bundled model, unchanged. */
    public static final String SHIPPED = "shipped";
    /** Learned from the training cases alone. */
    public static final String ALONE = "biomarkers";
    /** Learned from the training cases, beginning at the bundled model where that does better. */
    public static final String ADAPTED = "biomarkers-adapted";

    private BiomarkerMethods() {}

    /** @param modelDigest of the model, for the record */
    public static AdaptationMethod shipped(BiomarkerCohort cohort, DiagnosisModel model, String modelDigest) {
        return new Shipped(cohort, model, modelDigest);
    }

    public static AdaptationMethod alone(BiomarkerCohort cohort) {
        return new Trained(cohort, Optional.empty(), "");
    }

    /** @param modelDigest of the model, for the record */
    public static AdaptationMethod adapted(BiomarkerCohort cohort, DiagnosisModel model, String modelDigest) {
        return new Trained(cohort, Optional.of(model), modelDigest);
    }

    private static AdaptationOutcome outcome(
            long trainedWeights,
            BiomarkerCohort cohort,
            AdaptationTask task,
            Function<PatientRecord, DiagnosedCase> diagnose) {
        return AdaptationOutcome.ofDiagnoses(
                trainedWeights,
                task.test().stream()
                        .map(id -> diagnose.apply(cohort.records().get(id)))
                        .toList());
    }

    /**
     * A classifier of biomarkers, as {@code train diagnosis} learns it.
     *
     * @param prior a model to begin from where an inner cross-validation prefers that
     * @param ids of the patients to learn from
     * @throws NothingToLearnException if these patients have nothing to learn from and the prior does not know their
     *     images
     */
    static FittedClassifier learn(
            BiomarkerCohort cohort, Optional<DiagnosisModel> prior, List<String> ids, CaseGroups together, long seed) {
        List<PatientRecord> training =
                ids.stream().map(id -> cohort.records().get(id)).toList();
        return new DiagnosisTrainer(DiagnosisTrainingOptions.usual(seed).withPrior(prior)).fit(training, together);
    }

    /** How many numbers such a classifier has: weights and intercept, or the values of all nodes of trees. */
    static long weights(FittedClassifier classifier) {
        ScoreModel score = classifier.score();
        if (score instanceof LinearScore linear) {
            return linear.weights().length + 1L;
        }
        return ((TreeScore) score)
                .trees().stream().mapToLong(tree -> tree.value().length).sum();
    }

    /** Nothing is learned; the model's own threshold decides. */
    private record Shipped(BiomarkerCohort cohort, DiagnosisModel model, String modelDigest)
            implements AdaptationMethod {
        @Override
        public String name() {
            return SHIPPED;
        }

        @Override
        public String description() {
            return "The diagnosis model as it is, without learning from these patients.";
        }

        @Override
        public boolean learns() {
            return false;
        }

        @Override
        public boolean concurrent() {
            return true;
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("model", modelDigest);
        }

        @Override
        public AdaptationOutcome run(AdaptationTask task) {
            return outcome(0, cohort, task, record -> {
                DiagnosisResult result = model.diagnose(record.biomarkers(), record.demographics());
                return new DiagnosedCase(record.id(), record.label(), result.label(), result.probability());
            });
        }
    }

    /** As {@code train diagnosis} learns: everything that is chosen is chosen by an inner cross-validation. */
    private record Trained(BiomarkerCohort cohort, Optional<DiagnosisModel> prior, String modelDigest)
            implements AdaptationMethod {
        @Override
        public String name() {
            return prior.isPresent() ? ADAPTED : ALONE;
        }

        @Override
        public String description() {
            return prior.isPresent()
                    ? "A classifier of biomarkers learned from these patients, with the diagnosis model's weights to"
                            + " begin from where an inner cross-validation prefers them."
                    : "A classifier of biomarkers learned from these patients alone.";
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public boolean concurrent() {
            return true;
        }

        @Override
        public Map<String, Object> settings() {
            Map<String, Object> settings = new LinkedHashMap<>();
            settings.put("innerFolds", DiagnosisTrainingOptions.usual(1).innerFolds());
            if (prior.isPresent()) {
                settings.put("model", modelDigest);
            }
            return settings;
        }

        @Override
        public AdaptationOutcome run(AdaptationTask task) {
            FittedClassifier classifier;
            try {
                classifier = learn(cohort, prior, task.training(), task.together(), task.seed());
            } catch (NothingToLearnException e) {
                return AdaptationOutcome.failed(e.getMessage());
            }
            return outcome(weights(classifier), cohort, task, record -> {
                double probability = classifier.probability(Subject.of(record.biomarkers(), record.demographics()));
                Diagnosis label = probability >= classifier.threshold() ? Diagnosis.PARKINSON : Diagnosis.HEALTHY;
                return new DiagnosedCase(record.id(), record.label(), label, probability);
            });
        }
    }
}
