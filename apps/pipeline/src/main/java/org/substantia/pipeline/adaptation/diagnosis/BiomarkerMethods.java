package org.substantia.pipeline.adaptation.diagnosis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.features.NothingToLearnException;
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

    private static List<DiagnosedCase> diagnosed(
            BiomarkerCohort cohort, AdaptationTask task, Function<PatientRecord, DiagnosedCase> diagnose) {
        return task.test().stream()
                .map(id -> diagnose.apply(cohort.records().get(id)))
                .toList();
    }

    /** As {@link BiomarkerClassifiers} learns from the patients of these ids. */
    static BiomarkerClassifiers learn(
            BiomarkerCohort cohort, Optional<DiagnosisModel> prior, List<String> ids, CaseGroups together, long seed) {
        return new BiomarkerClassifiers(
                ids.stream().map(id -> cohort.records().get(id)).toList(), prior, together, seed);
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
            return AdaptationOutcome.ofDiagnoses(0, diagnosed(cohort, task, record -> {
                DiagnosisResult result = model.diagnose(record.biomarkers(), record.demographics());
                return new DiagnosedCase(record.id(), record.label(), result.label(), result.probability());
            }));
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
            BiomarkerClassifiers classifiers;
            try {
                classifiers = learn(cohort, prior, task.training(), task.together(), task.seed());
            } catch (NothingToLearnException e) {
                return AdaptationOutcome.failed(e.getMessage());
            }
            List<DiagnosedCase> found = diagnosed(cohort, task, record -> {
                BiomarkerClassifiers.Answer answer = classifiers.answer(record);
                return new DiagnosedCase(record.id(), record.label(), answer.label(), answer.probability());
            });
            // Counted now: patients may have needed further classifiers.
            return AdaptationOutcome.ofDiagnoses(classifiers.weights(), found);
        }
    }
}
