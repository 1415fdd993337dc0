package org.substantia.pipeline.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.substantia.base.numeric.Logistic;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.split.StratifiedSplitter;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.CrossValidation;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.EvidenceModel;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.NothingToLearnException;
import org.substantia.diagnosis.training.DiagnosisTrainer;
import org.substantia.diagnosis.training.DiagnosisTrainingOptions;
import org.substantia.diagnosis.training.PatientRecord;
import org.substantia.foundation.adaptation.AdaptedClassifier;
import org.substantia.foundation.adaptation.ClassifierAdaptation;
import org.substantia.foundation.adaptation.EncoderAdaptation;
import org.substantia.foundation.adaptation.Example;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.ClassificationScores;
import org.substantia.scoring.classification.PatientPredictions;
import org.substantia.scoring.statistics.Interval;

/**
 * Adapts an encoder to patients and joins it with the biomarkers, late: each gives log-odds, which {@link Stacking}
 * joins. Nested cross-validation tells how good both are together. In each fold of the biomarkers' own cross-validation
 * the encoder is adapted to the training patients, and the stacking is fitted to what classifiers made of
 * {@value #INNER_FOLDS} parts of these training patients say of the rest of them: no patient that a figure counts was
 * seen by anything that the figure is about. The final stacking is fitted to the held-out log-odds of all patients.
 * Only those count who have all images of the biomarkers' largest set, as nobody else gets an answer of both.
 */
public final class FusionTrainer {
    private static final int INNER_FOLDS = 3;

    private final DiagnosisTrainingOptions options;
    private final ClassifierAdaptation method;
    private final Workers workers;
    private final Runnable progress;

    /**
     * @param options that the biomarkers' model was trained with
     * @param workers for the biomarkers
     * @param progress run after each fit of the encoder
     */
    public FusionTrainer(
            DiagnosisTrainingOptions options, ClassifierAdaptation method, Workers workers, Runnable progress) {
        this.options = options;
        this.method = method;
        this.workers = workers;
        this.progress = progress;
    }

    /** How often {@link #train} with these options adapts the encoder, for those who show progress. */
    public static int steps(DiagnosisTrainingOptions options) {
        return options.folds() * (INNER_FOLDS + 1) + 1;
    }

    /**
     * What came out.
     *
     * @param model of both
     * @param encoderAlone how good the encoder is without the biomarkers, on the patients whom it could see
     * @param trained how many numbers adaptation may change
     */
    public record Fusion(FusedModel model, Map<ClassificationMetric, Interval> encoderAlone, long trained) {}

    /**
     * @param biomarkers trained on the records with the same options
     * @param examples by the ids of patients; those without one are left to the biomarkers
     * @param description of the encoder
     * @throws NothingToLearnException if a fold holds too few patients to learn from
     */
    public Fusion train(
            DiagnosisModel biomarkers,
            List<PatientRecord> records,
            Map<String, Example> examples,
            CaseGroups groups,
            EncoderDescription description) {
        Set<EvidenceFamily> families = biomarkers.families().get(0);
        Patients all = new Patients(records, Map.of());
        // Those whom the biomarkers' cross-validation counts.
        Patients patients = new Patients(
                records.stream().filter(record -> record.has(families)).toList(), withSoftLabels(examples, records));
        double[] theirs = logOdds(biomarkers.crossValidation());
        double[] encoder = new double[patients.size()];
        Arrays.fill(encoder, Double.NaN);
        // The biomarkers' answers stand for all patients for whom the encoder does not count.
        PatientPredictions answers = biomarkers.crossValidation().predictions();
        double[] joined = answers.probabilities().orElseThrow();
        int[] labels = answers.predicted();
        List<String> learners = new ArrayList<>();
        for (Fold fold : all.splitter(groups).kFold(options.folds(), options.seed())) {
            int[] training = patients.places(fold.training());
            Stacking stacking = stacking(patients, training, families, groups, fold.index());
            int[] heldOut = patients.places(fold.heldOut());
            encode(patients, training, heldOut, groups, options.seed() + 1 + fold.index(), encoder);
            learners.add("encoder counts " + stacking.weight());
            for (int place : heldOut) {
                if (stacking.usesEncoder() && !Double.isNaN(encoder[place])) {
                    joined[place] = stacking.probability(theirs[place], encoder[place]);
                    labels[place] = joined[place] >= FittedClassifier.THRESHOLD ? 1 : 0;
                }
            }
        }
        int[] seen = patients.seen();
        Stacking last = Stacking.fit(select(theirs, seen), select(encoder, seen), patients.parkinson(seen));
        PatientPredictions predictions = PatientPredictions.of(patients.truth(), labels, joined);
        CrossValidation validation = new CrossValidation(
                predictions,
                ClassificationScores.intervals(
                        predictions, options.persons().units(patients.ids()), options.bootstrap(), workers),
                learners);
        try (AdaptedClassifier classifier = adapt(patients, seen, groups, options.seed())) {
            progress.run();
            return new Fusion(
                    new FusedModel(
                            biomarkers,
                            description.trained(classifier.epochs(), classifier.rois()),
                            classifier.tensors(),
                            last,
                            validation),
                    alone(patients, seen, encoder),
                    classifier.trainedCount());
        }
    }

    private static Map<String, Example> withSoftLabels(Map<String, Example> examples, List<PatientRecord> records) {
        Map<String, Example> known = new HashMap<>(examples);
        for (PatientRecord patient : records) {
            if (patient.softLabel().isPresent()) {
                known.computeIfPresent(
                        patient.id(), (id, example) -> new Example(id, example.stacks(), patient.softLabel()));
            }
        }
        return known;
    }

    private Map<ClassificationMetric, Interval> alone(Patients patients, int[] seen, double[] encoder) {
        int[] truth = new int[seen.length];
        double[] probabilities = new double[seen.length];
        for (int i = 0; i < seen.length; i++) {
            truth[i] = patients.truth()[seen[i]];
            probabilities[i] = Stacking.bounded(Logistic.probability(encoder[seen[i]]));
        }
        return ClassificationScores.intervals(
                PatientPredictions.atThreshold(truth, probabilities, FittedClassifier.THRESHOLD),
                options.persons()
                        .units(Arrays.stream(seen).mapToObj(patients.ids()::get).toList()),
                options.bootstrap(),
                workers);
    }

    /** Fitted within training patients; the biomarkers alone where these are too few to be parted. */
    private Stacking stacking(
            Patients patients, int[] training, Set<EvidenceFamily> families, CaseGroups groups, int fold) {
        List<PatientRecord> records = patients.records(training);
        Patients inner = new Patients(records, patients.examples());
        StratifiedSplitter splitter = inner.splitter(groups);
        if (splitter.units() < INNER_FOLDS) {
            return Stacking.BIOMARKERS;
        }
        long seed = options.seed() + 1 + fold;
        List<Fold> parts = splitter.kFold(INNER_FOLDS, seed);
        for (Fold part : parts) {
            int[] learned = inner.seen(inner.places(part.training()));
            if (!EncoderAdaptation.isEnough(inner.parkinson(learned))) {
                return Stacking.BIOMARKERS;
            }
        }
        DiagnosisTrainingOptions within = options.withFolds(INNER_FOLDS).withSeed(seed);
        Optional<EvidenceModel> biomarkers = new DiagnosisTrainer(within).train(records, groups, families, workers);
        if (biomarkers.isEmpty()) {
            return Stacking.BIOMARKERS;
        }
        double[] encoder = new double[inner.size()];
        Arrays.fill(encoder, Double.NaN);
        for (Fold part : parts) {
            encode(
                    inner,
                    inner.places(part.training()),
                    inner.places(part.heldOut()),
                    groups,
                    seed + part.index(),
                    encoder);
        }
        int[] seen = inner.seen();
        double[] theirs = logOdds(biomarkers.get().crossValidation());
        return Stacking.fit(select(theirs, seen), select(encoder, seen), inner.parkinson(seen));
    }

    /** Adapts the encoder to some patients and asks it about others. */
    private void encode(
            Patients patients, int[] training, int[] heldOut, CaseGroups groups, long seed, double[] logOdds) {
        int[] learned = patients.seen(training);
        try (AdaptedClassifier classifier = adapt(patients, learned, groups, seed)) {
            int[] asked = patients.seen(heldOut);
            List<Example> examples = patients.examples(asked);
            for (int i = 0; i < asked.length; i++) {
                logOdds[asked[i]] = classifier.logOdds(examples.get(i));
            }
        }
        progress.run();
    }

    /** @param learned those to learn from, all of whom have crops */
    private AdaptedClassifier adapt(Patients patients, int[] learned, CaseGroups groups, long seed) {
        boolean[] parkinson = patients.parkinson(learned);
        if (!EncoderAdaptation.isEnough(parkinson)) {
            throw new NothingToLearnException(
                    "too few patients of one diagnosis are left to adapt the encoder to, in at least one fold");
        }
        return method.fit(patients.examples(learned), parkinson, groups, seed);
    }

    private static double[] logOdds(CrossValidation validation) {
        return Arrays.stream(validation.predictions().probabilities().orElseThrow())
                .map(Stacking::logOdds)
                .toArray();
    }

    private static double[] select(double[] all, int[] places) {
        return Arrays.stream(places).mapToDouble(place -> all[place]).toArray();
    }

    /** In the order of their ids, as those of a cross-validation are. */
    private static final class Patients {
        private final List<PatientRecord> records;
        private final Map<String, Example> examples;
        private final Map<String, Integer> places = new HashMap<>();
        private final int[] truth;

        Patients(List<PatientRecord> unsorted, Map<String, Example> examples) {
            Map<String, PatientRecord> sorted = new TreeMap<>();
            unsorted.forEach(record -> sorted.put(record.id(), record));
            records = List.copyOf(sorted.values());
            this.examples = examples;
            truth = new int[records.size()];
            for (int i = 0; i < truth.length; i++) {
                truth[i] = records.get(i).label() == Diagnosis.PARKINSON ? 1 : 0;
                places.put(records.get(i).id(), i);
            }
        }

        int size() {
            return records.size();
        }

        List<String> ids() {
            return records.stream().map(PatientRecord::id).toList();
        }

        int[] truth() {
            return truth;
        }

        Map<String, Example> examples() {
            return examples;
        }

        StratifiedSplitter splitter(CaseGroups groups) {
            Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
            records.forEach(record -> diagnoses.put(record.id(), Optional.of(record.label())));
            return new StratifiedSplitter(diagnoses, groups);
        }

        /** Those that are not here are passed over. */
        int[] places(List<String> ids) {
            return ids.stream()
                    .filter(places::containsKey)
                    .mapToInt(places::get)
                    .toArray();
        }

        List<PatientRecord> records(int[] chosen) {
            return Arrays.stream(chosen).mapToObj(records::get).toList();
        }

        /** Those of whom there are crops. */
        int[] seen(int[] among) {
            return Arrays.stream(among)
                    .filter(place -> examples.containsKey(records.get(place).id()))
                    .toArray();
        }

        int[] seen() {
            int[] all = new int[size()];
            Arrays.setAll(all, i -> i);
            return seen(all);
        }

        List<Example> examples(int[] chosen) {
            return Arrays.stream(chosen)
                    .mapToObj(place -> examples.get(records.get(place).id()))
                    .toList();
        }

        boolean[] parkinson(int[] chosen) {
            boolean[] parkinson = new boolean[chosen.length];
            for (int i = 0; i < chosen.length; i++) {
                parkinson[i] = truth[chosen[i]] == 1;
            }
            return parkinson;
        }
    }
}
