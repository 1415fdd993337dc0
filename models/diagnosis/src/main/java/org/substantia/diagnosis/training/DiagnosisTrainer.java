package org.substantia.diagnosis.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.normative.NormativeModel;
import org.substantia.diagnosis.classification.CrossValidation;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.EvidenceModel;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.NothingToLearnException;
import org.substantia.scoring.classification.ClassificationScores;
import org.substantia.scoring.classification.PatientPredictions;

/**
 * Trains a diagnosis model and says by nested cross-validation how good it is: for all biomarkers together and for each
 * set of images a patient may come with. Each set is learned, calibrated and tested on the patients who have all of its
 * images, as nobody else is assessed by it. The same patients, options and seed give the same model on any number of
 * threads. Adaptations of a model to initialize from ({@link DiagnosisTrainingOptions#prior}), whose own patients must
 * be others, are tried beside what is learnt from the patients alone.
 *
 * <pre>{@code
 * DiagnosisTrainer trainer = new DiagnosisTrainer(DiagnosisTrainingOptions.usual(1));
 * DiagnosisModel model = trainer.train(patients, groups, provenance, workers, () -> {});
 * model.crossValidation().metric(ClassificationMetric.ACCURACY);
 * }</pre>
 */
public final class DiagnosisTrainer {
    /** The fewest patients that a learning curve has to learn from. */
    public static final int MIN_TO_LEARN_FROM = 20;

    private static final int MIN_OF_EACH = 10;
    private static final int MIN_OF_EACH_PART = 5;
    /** A share of patients; rarer evidence is nothing to learn from. */
    private static final double MIN_PRESENT = 0.6;

    private static final List<Set<EvidenceFamily>> SUBSETS = List.of(
            EnumSet.of(EvidenceFamily.QSM, EvidenceFamily.NM, EvidenceFamily.ANATOMY),
            EnumSet.of(EvidenceFamily.QSM, EvidenceFamily.ANATOMY),
            EnumSet.of(EvidenceFamily.NM, EvidenceFamily.ANATOMY),
            EnumSet.of(EvidenceFamily.NM),
            EnumSet.of(EvidenceFamily.ANATOMY));

    private final DiagnosisTrainingOptions options;

    public DiagnosisTrainer(DiagnosisTrainingOptions options) {
        this.options = options;
    }

    /**
     * How many pieces of work {@link #train} is made of at most, for those who show its progress: a cross-validated and
     * a final model for each set of images.
     */
    public int steps() {
        return SUBSETS.size() * (options.folds() + 1);
    }

    /**
     * As {@link #train(List, CaseGroups, Map, Workers, Runnable, Consumer)}, for those who read the model's families.
     */
    public DiagnosisModel train(
            List<PatientRecord> records,
            CaseGroups groups,
            Map<String, Object> provenance,
            Workers workers,
            Runnable progress) {
        return train(records, groups, provenance, workers, progress, line -> {});
    }

    /**
     * Trains a classifier for each set of images that ten patients of each diagnosis have and that can be learned in
     * every fold.
     *
     * @param records at least ten patients of each diagnosis
     * @param groups patients that must stay on one side of every split, such as near-duplicates
     * @param provenance kept in the model, a tree for JSON
     * @param progress run after each piece of work, from any thread
     * @param leftOut told of each set of images that is rarer or cannot be learned in some fold, one line each
     * @throws NothingToLearnException if there are too few patients for as many folds, or no biomarkers to learn from
     * @throws IllegalArgumentException if an id occurs twice
     */
    public DiagnosisModel train(
            List<PatientRecord> records,
            CaseGroups groups,
            Map<String, Object> provenance,
            Workers workers,
            Runnable progress,
            Consumer<String> leftOut) {
        TrainingSet patients = TrainingSet.of(records, groups);
        requireEnough(patients);
        List<Set<EvidenceFamily>> subsets = new ArrayList<>();
        for (Set<EvidenceFamily> subset : subsets(patients)) {
            if (patients.having(subset).ofRarerDiagnosis() >= MIN_OF_EACH) {
                subsets.add(subset);
            } else {
                leftOut.accept(title(subset) + " is left out: fewer than " + MIN_OF_EACH
                        + " patients of a diagnosis have these images");
            }
        }
        List<Fold> folds = patients.folds(options.folds(), options.seed());
        int perSubset = folds.size() + 1;
        Fit[] fits = new Fit[subsets.size() * perSubset];
        workers.forEach(fits.length, job -> {
            fits[job] = fit(patients, folds, subsets.get(job / perSubset), job % perSubset);
            progress.run();
        });
        List<EvidenceModel> models = new ArrayList<>();
        for (int s = 0; s < subsets.size(); s++) {
            List<Fit> ofSubset = Arrays.asList(fits).subList(s * perSubset, (s + 1) * perSubset);
            Optional<String> reason = unlearnable(ofSubset);
            if (reason.isPresent()) {
                leftOut.accept(title(subsets.get(s)) + " is left out: " + reason.get() + ", in at least one fold");
            } else {
                models.add(evidenceModel(patients, folds, subsets.get(s), ofSubset, workers));
            }
        }
        if (models.isEmpty()) {
            throw new NothingToLearnException(
                    "no set of images can be learned in every fold; more patients or other --folds are needed");
        }
        return new DiagnosisModel(
                models, usual(records, Diagnosis.HEALTHY), usual(records, Diagnosis.PARKINSON), provenance);
    }

    /**
     * A classifier for one set of images, with its cross-validation: for those who combine it with another classifier
     * of the same patients, and so learn from a part of them only.
     *
     * @param families a set that a model of these patients was trained on
     * @return empty if some fold cannot be learned, or fewer than {@value #MIN_OF_EACH_PART} patients of a diagnosis
     *     have these images
     * @throws NothingToLearnException if groups allow fewer folds
     * @throws IllegalArgumentException if an id occurs twice
     */
    public Optional<EvidenceModel> train(
            List<PatientRecord> records, CaseGroups groups, Set<EvidenceFamily> families, Workers workers) {
        TrainingSet patients = TrainingSet.of(records, groups);
        if (patients.having(families).ofRarerDiagnosis() < MIN_OF_EACH_PART) {
            return Optional.empty();
        }
        List<Fold> folds = patients.folds(options.folds(), options.seed());
        Fit[] fits = new Fit[folds.size() + 1];
        workers.forEach(fits.length, fold -> fits[fold] = fit(patients, folds, families, fold));
        return unlearnable(Arrays.asList(fits)).isPresent()
                ? Optional.empty()
                : Optional.of(evidenceModel(patients, folds, families, Arrays.asList(fits), workers));
    }

    /** Of one fold's training patients, or of all: a classifier, or else why they cannot be learned from. */
    private record Fit(Optional<FittedClassifier> classifier, String unlearnable) {}

    /** @param fold the number of a fold; the number of folds stands for all patients */
    private Fit fit(TrainingSet patients, List<Fold> folds, Set<EvidenceFamily> families, int fold) {
        TrainingSet having = patients.having(families);
        TrainingSet training =
                fold < folds.size() ? having.select(folds.get(fold).training()) : having;
        try {
            return new Fit(Optional.of(selection(training, families, fold).fit(training)), "");
        } catch (NothingToLearnException e) {
            return new Fit(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> unlearnable(List<Fit> fits) {
        return fits.stream()
                .filter(fit -> fit.classifier().isEmpty())
                .map(Fit::unlearnable)
                .findFirst();
    }

    /** @param fits one of each fold, then that of all patients */
    private EvidenceModel evidenceModel(
            TrainingSet patients, List<Fold> folds, Set<EvidenceFamily> families, List<Fit> fits, Workers workers) {
        List<FittedClassifier> classifiers =
                fits.stream().map(fit -> fit.classifier().orElseThrow()).toList();
        return new EvidenceModel(
                families,
                classifiers.get(folds.size()),
                crossValidation(patients.having(families), folds, classifiers.subList(0, folds.size()), workers));
    }

    private static String title(Set<EvidenceFamily> families) {
        return families.stream().map(EvidenceFamily::title).collect(Collectors.joining(" + "));
    }

    /**
     * How well patients are classified by a set of images when fewer of them are labeled: the cross-validation of
     * {@link #train}, in which each fold learns from no more than so many of its training patients, drawn anew for each
     * fold, both diagnoses by their shares.
     *
     * @param families the images, a set that a model of these patients was trained on: the first of
     *     {@link DiagnosisModel#families()} is the largest
     * @param sizes numbers of patients to learn from, at least {@value #MIN_TO_LEARN_FROM} each
     * @return one for each size, in that order
     * @throws NothingToLearnException if a size is too small, or larger than what the folds leave
     */
    public List<CrossValidation> learningCurve(
            List<PatientRecord> records,
            CaseGroups groups,
            Set<EvidenceFamily> families,
            List<Integer> sizes,
            Workers workers,
            Runnable progress) {
        TrainingSet all = TrainingSet.of(records, groups);
        TrainingSet patients = all.having(families);
        requireEnough(patients);
        List<Fold> folds = all.folds(options.folds(), options.seed());
        int most = folds.stream()
                .mapToInt(fold -> patients.select(fold.training()).size())
                .min()
                .orElseThrow();
        for (int size : sizes) {
            if (size < MIN_TO_LEARN_FROM || size > most) {
                throw new NothingToLearnException("a learning curve of these patients goes from " + MIN_TO_LEARN_FROM
                        + " to " + most + " patients to learn from, not to " + size);
            }
        }
        FittedClassifier[] fitted = new FittedClassifier[sizes.size() * folds.size()];
        workers.forEach(fitted.length, job -> {
            int fold = job % folds.size();
            TrainingSet training = patients.select(folds.get(fold).training())
                    .sample(sizes.get(job / folds.size()), options.seed() + 1 + fold);
            fitted[job] = selection(training, families, fold).fit(training);
            progress.run();
        });
        List<CrossValidation> curve = new ArrayList<>();
        for (int s = 0; s < sizes.size(); s++) {
            List<FittedClassifier> ofFolds = Arrays.asList(fitted).subList(s * folds.size(), (s + 1) * folds.size());
            curve.add(crossValidation(patients, folds, ofFolds, workers));
        }
        return curve;
    }

    /**
     * The sets of images that {@link #train} would try to learn, the largest first.
     *
     * @throws NothingToLearnException if there are no biomarkers to learn from
     * @throws IllegalArgumentException if an id occurs twice
     */
    public List<Set<EvidenceFamily>> families(List<PatientRecord> records) {
        return subsets(TrainingSet.of(records, CaseGroups.none()));
    }

    /** As {@link #fit(List, CaseGroups, Set)}, for the largest set of images. */
    public FittedClassifier fit(List<PatientRecord> records, CaseGroups groups) {
        return fit(records, groups, families(records).get(0));
    }

    /**
     * The classifier that {@link #train} would learn from these patients for a set of images, however few they are,
     * without saying how good it is: for those who test it on other patients.
     *
     * @param groups patients that inner splits must not part
     * @param families one of {@link #families(List)}
     * @throws NothingToLearnException if these patients, or those of an inner fold, have nothing to learn from and no
     *     model of others knows that set of images
     * @throws IllegalArgumentException if an id occurs twice
     */
    public FittedClassifier fit(List<PatientRecord> records, CaseGroups groups, Set<EvidenceFamily> families) {
        TrainingSet patients = TrainingSet.of(records, groups).having(families);
        return selection(patients, families, 0).fit(patients);
    }

    private ModelSelection selection(TrainingSet patients, Set<EvidenceFamily> families, int fold) {
        return new ModelSelection(
                options.candidates(),
                options.prior().flatMap(model -> Prior.of(model, families)),
                patients.isSoft(),
                families,
                options.innerFolds(),
                options.seed() + 1 + fold);
    }

    private static NormativeModel usual(List<PatientRecord> records, Diagnosis diagnosis) {
        return NormativeModel.fit(records.stream()
                .filter(record -> record.label() == diagnosis)
                .sorted(Comparator.comparing(PatientRecord::id))
                .map(record -> new NormativeModel.Observation(record.biomarkers(), record.demographics()))
                .toList());
    }

    /** @param patients to test; folds may hold more */
    private CrossValidation crossValidation(
            TrainingSet patients, List<Fold> folds, List<FittedClassifier> ofFolds, Workers workers) {
        int n = patients.size();
        int[] truth = new int[n];
        int[] predicted = new int[n];
        double[] probabilities = new double[n];
        for (int fold = 0; fold < folds.size(); fold++) {
            FittedClassifier classifier = ofFolds.get(fold);
            for (int patient : patients.places(folds.get(fold).heldOut())) {
                truth[patient] = patients.parkinson()[patient] ? 1 : 0;
                probabilities[patient] =
                        classifier.probability(patients.subjects().get(patient));
                predicted[patient] = probabilities[patient] >= classifier.threshold() ? 1 : 0;
            }
        }
        PatientPredictions predictions = PatientPredictions.of(truth, predicted, probabilities);
        return new CrossValidation(
                predictions,
                ClassificationScores.intervals(
                        predictions, options.persons().units(patients.ids()), options.bootstrap(), workers),
                ofFolds.stream().map(FittedClassifier::learner).toList());
    }

    private static void requireEnough(TrainingSet patients) {
        int diseased = patients.diseased();
        int healthy = patients.size() - diseased;
        if (patients.ofRarerDiagnosis() < MIN_OF_EACH) {
            throw new NothingToLearnException("at least " + MIN_OF_EACH
                    + " patients of each diagnosis are needed to learn from; there are " + diseased
                    + " with Parkinson's disease and " + healthy + " healthy ones");
        }
    }

    /** The sets of families to learn from, each once, the largest first. */
    private List<Set<EvidenceFamily>> subsets(TrainingSet patients) {
        Set<EvidenceFamily> available = EnumSet.noneOf(EvidenceFamily.class);
        for (EvidenceFamily family : EvidenceFamily.values()) {
            long having = patients.subjects().stream()
                    .filter(subject -> subject.has(EnumSet.of(family)))
                    .count();
            if (having >= MIN_PRESENT * patients.size()) {
                available.add(family);
            }
        }
        boolean wholeImage = options.wholeImageIntensities() && available.contains(EvidenceFamily.IMAGE);
        Set<Set<EvidenceFamily>> subsets = new LinkedHashSet<>();
        for (Set<EvidenceFamily> wanted : SUBSETS) {
            Set<EvidenceFamily> subset = EnumSet.copyOf(wanted);
            subset.retainAll(available);
            if (!subset.isEmpty()) {
                if (wholeImage) {
                    subset.add(EvidenceFamily.IMAGE);
                }
                subsets.add(subset);
            }
        }
        if (subsets.isEmpty()) {
            throw new NothingToLearnException("there are no biomarkers to learn from");
        }
        return List.copyOf(subsets);
    }
}
