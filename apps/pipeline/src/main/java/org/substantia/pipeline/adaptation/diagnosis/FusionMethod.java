package org.substantia.pipeline.adaptation.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.split.StratifiedSplitter;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.features.NothingToLearnException;
import org.substantia.diagnosis.training.PatientRecord;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.AdaptedClassifier;
import org.substantia.foundation.adaptation.ClassifierAdaptation;
import org.substantia.foundation.adaptation.EncoderAdaptation;
import org.substantia.foundation.adaptation.Example;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationOutcome.DiagnosedCase;
import org.substantia.pipeline.adaptation.AdaptationTask;
import org.substantia.pipeline.fusion.Stacking;

/**
 * Biomarkers, adapted as by {@link BiomarkerMethods#ADAPTED}, joined late with an adapted encoder. The training
 * patients are parted in {@value #FOLDS}: what classifiers of the other parts say of each part is what the
 * {@link Stacking} is fitted to. Then both learn from all training patients. An encoder that adds nothing clear counts
 * nothing, and the biomarkers' answer stands.
 */
public final class FusionMethod implements AdaptationMethod {
    /** Stands before the way that the encoder is adapted in. */
    public static final String PREFIX = "fusion-";

    private static final int FOLDS = 3;

    private final BiomarkerCohort cohort;
    private final Map<String, Example> examples;
    private final Adaptation adaptation;
    private final ClassifierAdaptation method;
    private final DiagnosisModel prior;
    private final Map<String, Object> settings;

    FusionMethod(
            BiomarkerCohort cohort,
            Map<String, Example> examples,
            Adaptation adaptation,
            ClassifierAdaptation method,
            DiagnosisModel prior,
            Map<String, Object> settings) {
        this.cohort = cohort;
        this.examples = examples;
        this.adaptation = adaptation;
        this.method = method;
        this.prior = prior;
        this.settings = settings;
    }

    @Override
    public String name() {
        return PREFIX + adaptation;
    }

    @Override
    public String description() {
        return "The adapted biomarkers, joined with an encoder of slices around the nuclei that is adapted by "
                + adaptation + "; its weight, which may be 0, is chosen within the training patients.";
    }

    @Override
    public boolean learns() {
        return true;
    }

    /** libtorch uses all threads for one fit. */
    @Override
    public boolean concurrent() {
        return false;
    }

    @Override
    public Map<String, Object> settings() {
        return settings;
    }

    /** Both classifiers, learned from the same patients. */
    private record Pair(BiomarkerClassifiers biomarkers, AdaptedClassifier encoder) implements AutoCloseable {
        @Override
        public void close() {
            encoder.close();
        }
    }

    @Override
    public AdaptationOutcome run(AdaptationTask task) {
        List<String> training = task.training();
        if (!EncoderAdaptation.isEnough(cohort.parkinson(training))) {
            return AdaptationOutcome.failed("too few training patients of one diagnosis");
        }
        Stacking stacking = stacking(task);
        try (Pair both = learn(training, task.together(), task.seed())) {
            List<DiagnosedCase> found = new ArrayList<>();
            for (String id : task.test()) {
                PatientRecord record = cohort.records().get(id);
                BiomarkerClassifiers.Answer biomarkers = both.biomarkers().answer(record);
                double probability = biomarkers.probability();
                Diagnosis label = biomarkers.label();
                if (stacking.usesEncoder()) {
                    probability = stacking.probability(
                            Stacking.logOdds(probability), both.encoder().logOdds(examples.get(id)));
                    label = probability >= FittedClassifier.THRESHOLD ? Diagnosis.PARKINSON : Diagnosis.HEALTHY;
                }
                found.add(new DiagnosedCase(id, record.label(), label, probability));
            }
            long trained = both.biomarkers().weights();
            return AdaptationOutcome.ofDiagnoses(
                    stacking.usesEncoder() ? trained + both.encoder().trainedCount() : trained, found);
        } catch (NothingToLearnException e) {
            return AdaptationOutcome.failed(e.getMessage());
        }
    }

    /** The biomarkers alone where the parts are too small to learn from. */
    private Stacking stacking(AdaptationTask task) {
        List<String> training = task.training();
        double[] biomarkers = new double[training.size()];
        double[] encoder = new double[training.size()];
        StratifiedSplitter splitter = splitter(task);
        if (splitter.units() < FOLDS) {
            return Stacking.BIOMARKERS;
        }
        for (Fold fold : splitter.kFold(FOLDS, task.seed())) {
            if (!EncoderAdaptation.isEnough(cohort.parkinson(fold.training()))) {
                return Stacking.BIOMARKERS;
            }
            try (Pair both = learn(fold.training(), task.together(), task.seed() + 1 + fold.index())) {
                for (String id : fold.heldOut()) {
                    int place = training.indexOf(id);
                    biomarkers[place] = Stacking.logOdds(
                            both.biomarkers().answer(cohort.records().get(id)).probability());
                    encoder[place] = both.encoder().logOdds(examples.get(id));
                }
            } catch (NothingToLearnException e) {
                return Stacking.BIOMARKERS;
            }
            task.steps().taken(fold.index() + 1, FOLDS + 1);
        }
        return Stacking.fit(biomarkers, encoder, cohort.parkinson(training));
    }

    private StratifiedSplitter splitter(AdaptationTask task) {
        Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
        task.training()
                .forEach(id ->
                        diagnoses.put(id, Optional.of(cohort.records().get(id).label())));
        return new StratifiedSplitter(diagnoses, task.together());
    }

    private Pair learn(List<String> ids, CaseGroups together, long seed) {
        BiomarkerClassifiers biomarkers = BiomarkerMethods.learn(cohort, Optional.of(prior), ids, together, seed);
        List<Example> shown = ids.stream().map(examples::get).toList();
        return new Pair(biomarkers, method.fit(shown, cohort.parkinson(ids), together, seed));
    }
}
