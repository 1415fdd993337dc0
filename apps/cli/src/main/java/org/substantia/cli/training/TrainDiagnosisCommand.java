package org.substantia.cli.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.parallel.Workers;
import org.substantia.base.provenance.Provenance;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.FailedCases;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.Version;
import org.substantia.cli.console.Warnings;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.option.EncoderOptions;
import org.substantia.cli.option.Overwritten;
import org.substantia.cli.output.ClassificationTable;
import org.substantia.cli.output.TextTable;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.diagnosis.classification.CrossValidation;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.NothingToLearnException;
import org.substantia.diagnosis.training.Candidate;
import org.substantia.diagnosis.training.DiagnosisTrainer;
import org.substantia.diagnosis.training.DiagnosisTrainingOptions;
import org.substantia.diagnosis.training.PatientRecord;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.LabeledCohort;
import org.substantia.pipeline.MeasuredCases;
import org.substantia.pipeline.fusion.EncoderAssessor;
import org.substantia.pipeline.fusion.FusedModel;
import org.substantia.pipeline.input.LabeledScans;
import org.substantia.scoring.classification.ClassificationScores;
import org.substantia.scoring.classification.PatientPredictions;
import org.substantia.scoring.statistics.Bootstrap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code substantia train diagnosis}: a classifier of Parkinson's disease from a cohort with masks and labels. */
@Command(
        name = "diagnosis",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a classifier of Parkinson's disease on a cohort's biomarkers (docs/explanation/diagnosis.md).",
            "Reports its accuracy by nested cross-validation: learner, features and calibration are all chosen "
                    + "inside the training folds.",
            "With --encoder a public vision encoder is adapted, too, and joined with the biomarkers inside the folds "
                    + "(docs/how-to/adapt-a-foundation-model.md). Its weights stay out of the model file, so predict "
                    + "wants them again.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  substantia train diagnosis --cohort train_data --out pd.json",
            "  substantia predict train_data predictions",
            "  substantia train diagnosis --cohort train_data --encoder dinov2_vits14_pretrain.pth \\",
            "      --out pd.safetensors",
            "  substantia train diagnosis --cohort train_data --masks predicted --predictions predictions --out pd.json"
        })
final class TrainDiagnosisCommand implements Callable<Integer> {
    enum Masks {
        TRUTH,
        PREDICTED
    }

    private static final String NONE = "none";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--cohort",
            required = true,
            paramLabel = "DIR",
            description = "cases with images, masks, and labels.csv or participants.tsv")
    private Path cohort;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "model file to write, for predict --diagnosis: JSON, or safetensors with --encoder")
    private Path out;

    @Option(
            names = "--masks",
            paramLabel = "WHICH",
            description = "masks to measure in, truth or predicted (default: truth); train on predicted masks if the "
                    + "model will be used with them")
    private Masks masks = Masks.TRUTH;

    @Option(
            names = "--predictions",
            paramLabel = "DIR",
            description = "output folder of predict, for --masks predicted")
    private Optional<Path> predictions = Optional.empty();

    @Option(
            names = "--soft-labels",
            paramLabel = "FILE",
            description = "table of patient_id and probability, of every patient: how probable the disease is to "
                    + "somebody who knows more than the images show, such as posterior.csv of synthetic patients; the "
                    + "classifier learns from it, and is calibrated and tested by the diagnoses")
    private Optional<Path> softLabels = Optional.empty();

    @Option(
            names = "--folds",
            paramLabel = "K",
            description = "folds of the cross-validation (default: ${DEFAULT-VALUE})")
    private int folds = 5;

    @Option(names = "--seed", paramLabel = "S", description = "seed of every random choice (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--keep-together",
            paramLabel = "FILE",
            description = "output of validate --json: near duplicates stay in the same fold, as sessions of one "
                    + "subject always do")
    private Optional<Path> together = Optional.empty();

    @Option(
            names = "--init",
            paramLabel = "MODEL",
            description =
                    "model of other patients to initialize from, used where it does better than these patients alone: "
                            + "built-in, a file, or none (default: ${DEFAULT-VALUE})")
    private String init = BuiltIn.NAME;

    @Option(
            names = "--description",
            paramLabel = "TEXT",
            description = "name of the cohort in reports (default: the name of its folder)")
    private Optional<String> description = Optional.empty();

    @Option(
            names = "--learning-curve",
            paramLabel = "N",
            split = ",",
            description = "also cross-validate with at most N training patients, for each N of the list")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--whole-image-intensities",
            description = "also use whole-image intensities, which may reflect the acquisition rather than the disease")
    private boolean wholeImage;

    @Option(
            names = "--test",
            paramLabel = "DIR",
            description = "test the model on another cohort; may be given several times")
    private List<Path> tests = List.of();

    @Option(
            names = "--test-predictions",
            paramLabel = "DIR",
            description = "output folder of predict for the --test cohort (default: measure in its own masks); one for "
                    + "each --test, in the same order")
    private List<Path> testPredictions = List.of();

    @Mixin
    private EncoderOptions encoderOptions = new EncoderOptions();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    /** What is tried; others in tests. */
    List<Candidate> candidates = Candidate.all();

    /** Cases of one person among those that are learned from. */
    private CaseGroups persons = CaseGroups.none();

    /** Whether a row of a table of labels, or its label, could not be used. */
    private boolean labelsLeftOut;

    /** Cases that are left out of training or test because they could not be measured. */
    private final List<CaseFailure> failures = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (masks == Masks.PREDICTED && predictions.isEmpty()) {
            throw wrong("--masks predicted needs --predictions");
        }
        if (masks == Masks.TRUTH && predictions.isPresent()) {
            throw wrong("--predictions is for --masks predicted");
        }
        if (masks == Masks.PREDICTED && !tests.isEmpty() && testPredictions.isEmpty()) {
            throw wrong("--masks predicted and --test need --test-predictions");
        }
        if (!testPredictions.isEmpty() && testPredictions.size() != tests.size()) {
            throw wrong("--test-predictions should be given once for each --test");
        }
        for (int size : sizes) {
            if (size < DiagnosisTrainer.MIN_TO_LEARN_FROM) {
                throw wrong("--learning-curve begins at " + DiagnosisTrainer.MIN_TO_LEARN_FROM + " patients, not at "
                        + size);
            }
        }
        if (folds < 2) {
            throw wrong("--folds must be at least 2, not " + folds);
        }
        for (Optional<Path> input : List.of(Optional.of(Path.of(init)), softLabels, encoderOptions.encoder())) {
            if (input.isPresent()) {
                Overwritten.refuse(input.get(), out, spec);
            }
        }
        Optional<EncoderFusion> fusion = EncoderFusion.of(spec.commandLine(), encoderOptions, compute);
        Optional<DiagnosisModel> prior = prior();
        Cohort patients = Cohort.open(cohort);
        boolean passedOver = PassedOver.print(patients, spec.commandLine().getErr());
        persons = KeptTogether.ofSubjects(patients.cases(), together);
        CaseGroups groups = persons.with(KeptTogether.ofSynthetic(cohort, patients.cases()));
        List<TestCohort> tested = testCohorts();
        OutputFolders.requireWritableFile(out);
        try (Workers workers = compute.workers()) {
            Optional<Cohort> masksFrom =
                    masks == Masks.PREDICTED ? Optional.of(Cohort.open(predictions.orElseThrow())) : Optional.empty();
            // Of those who are learned from only: a test asks for diagnoses.
            Measured measured = withSoftLabels(measure(patients, masksFrom, workers));
            DiagnosisModel model = train(measured.records(), groups, prior, fusion, workers);
            print(model, measured.records().size());
            Optional<FusedModel> fused = Optional.empty();
            if (fusion.isPresent()) {
                fused = Optional.of(
                        fuse(fusion.get(), model, measured, masksFrom, groups, trainingOptions(prior), workers));
                fused.get().write(out);
            } else {
                model.write(out);
            }
            if (!sizes.isEmpty()) {
                learningCurve(model, measured.records(), groups, prior, workers);
            }
            for (TestCohort one : tested) {
                passedOver |= test(one, model, fusion, fused, workers);
            }
        }
        spec.commandLine().getOut().println("model: " + out);
        int status = FailedCases.status(failures);
        return status == ExitCode.OK && (passedOver || labelsLeftOut) ? ExitCode.DATA : status;
    }

    /** Patients that are not learned from, and the masks to measure them in where these are not their own. */
    private record TestCohort(Path folder, Cohort patients, Optional<Cohort> masks) {}

    /** Opened before anything is trained, so that a wrong one costs no training. */
    private List<TestCohort> testCohorts() throws IOException {
        List<TestCohort> opened = new ArrayList<>();
        for (int i = 0; i < tests.size(); i++) {
            Optional<Cohort> masksFrom =
                    testPredictions.isEmpty() ? Optional.empty() : Optional.of(Cohort.open(testPredictions.get(i)));
            opened.add(new TestCohort(tests.get(i), Cohort.open(tests.get(i)), masksFrom));
        }
        return opened;
    }

    /** Patients and the cases that they are in, in the same order. */
    private record Measured(List<PatientRecord> records, List<CaseFolder> cases) {}

    private Measured measure(Cohort patients, Optional<Cohort> masksFrom, Workers workers) throws IOException {
        LabeledCohort labeled = LabeledCohort.of(patients);
        PrintWriter err = spec.commandLine().getErr();
        Warnings.print(
                err,
                labeled.labels()
                        .warnings(patients.cases(), EnumSet.of(TableColumn.LABEL, TableColumn.AGE, TableColumn.SEX)));
        labelsLeftOut |= !labeled.labels()
                .faultsOf(patients.cases(), EnumSet.of(TableColumn.LABEL))
                .isEmpty();
        try (Progress progress = new Progress(
                "measuring", labeled.cases().size(), spec.commandLine().getErr())) {
            MeasuredCases measured = labeled.measure(masksFrom, workers, progress::step);
            failures.addAll(measured.failures());
            FailedCases.print(measured.failures(), spec.commandLine().getErr());
            return new Measured(labeled.records(measured), measured.cases());
        }
    }

    private Measured withSoftLabels(Measured measured) throws IOException {
        if (softLabels.isEmpty()) {
            return measured;
        }
        LabelTable table = LabelTable.readSubjects(ByteSource.of(softLabels.get()));
        List<PatientRecord> soft = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (int i = 0; i < measured.records().size(); i++) {
            PatientRecord patient = measured.records().get(i);
            // As the table of labels: it knows the ways in which an id is written.
            OptionalDouble probability = table.find(measured.cases().get(i))
                    .map(LabelTable.Row::probability)
                    .orElse(OptionalDouble.empty());
            if (probability.isPresent()) {
                soft.add(patient.withSoftLabel(probability.getAsDouble()));
            } else {
                without.add(patient.id());
            }
        }
        if (!without.isEmpty()) {
            throw new IOException(softLabels.get() + ": has no probability from 0 to 1 of "
                    + Format.count(without.size(), "patient") + ", the first of them " + without.get(0));
        }
        return new Measured(soft, measured.cases());
    }

    private FusedModel fuse(
            EncoderFusion fusion,
            DiagnosisModel model,
            Measured measured,
            Optional<Cohort> masksFrom,
            CaseGroups groups,
            DiagnosisTrainingOptions options,
            Workers workers)
            throws IOException {
        try {
            return fusion.train(
                    model, measured.records(), measured.cases(), masksFrom, groups, options, workers, failures);
        } catch (NothingToLearnException e) {
            throw new IOException(cohort + ": " + e.getMessage(), e);
        }
    }

    private Optional<DiagnosisModel> prior() throws IOException {
        return switch (init) {
            case NONE -> Optional.empty();
            case BuiltIn.NAME -> Optional.of(DiagnosisModel.builtIn());
            default -> Optional.of(DiagnosisModel.read(Path.of(init)));
        };
    }

    private DiagnosisModel train(
            List<PatientRecord> records,
            CaseGroups groups,
            Optional<DiagnosisModel> prior,
            Optional<EncoderFusion> fusion,
            Workers workers)
            throws IOException {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("cohort", cohort.toAbsolutePath().normalize().getFileName().toString());
        description.ifPresent(text -> options.put("description", text));
        options.put("patients", records.size());
        options.put("masks", Format.lowerCase(masks));
        options.put("folds", folds);
        options.put("wholeImageIntensities", wholeImage);
        softLabels.ifPresent(path -> options.put("softLabels", String.valueOf(path.getFileName())));
        options.put("init", Path.of(init).getFileName().toString());
        if (fusion.isPresent()) {
            options.putAll(fusion.get().provenance());
        }
        Map<String, Object> provenance =
                new Provenance(Version.number(), "train diagnosis", options, OptionalLong.of(seed), Map.of()).toJson();
        DiagnosisTrainer trainer = trainer(prior);
        try (Progress progress =
                new Progress("training", trainer.steps(), spec.commandLine().getErr())) {
            return trainer.train(records, groups, provenance, workers, progress::step, line -> spec.commandLine()
                    .getErr()
                    .println("substantia: " + line));
        } catch (NothingToLearnException e) {
            throw new IOException(cohort + ": " + e.getMessage(), e);
        }
    }

    private DiagnosisTrainer trainer(Optional<DiagnosisModel> prior) {
        return new DiagnosisTrainer(trainingOptions(prior));
    }

    private DiagnosisTrainingOptions trainingOptions(Optional<DiagnosisModel> prior) {
        return DiagnosisTrainingOptions.usual(seed)
                .withCandidates(candidates)
                .withFolds(folds)
                .withWholeImageIntensities(wholeImage)
                .withPrior(prior)
                .withPersons(persons);
    }

    /** Of the first set of images that the model has: the largest that every fold could learn. */
    private void learningCurve(
            DiagnosisModel model,
            List<PatientRecord> records,
            CaseGroups groups,
            Optional<DiagnosisModel> prior,
            Workers workers)
            throws IOException {
        Set<EvidenceFamily> families = model.families().iterator().next();
        List<CrossValidation> curve;
        try (Progress progress = new Progress(
                "learning curve", sizes.size() * folds, spec.commandLine().getErr())) {
            curve = trainer(prior).learningCurve(records, groups, families, sizes, workers, progress::step);
        } catch (NothingToLearnException e) {
            throw new IOException(cohort + ": " + e.getMessage(), e);
        }
        TextTable table = ClassificationTable.titled("patients to learn from");
        for (int i = 0; i < sizes.size(); i++) {
            ClassificationTable.add(table, sizes.get(i).toString(), curve.get(i).metrics());
        }
        spec.commandLine().getOut().println(table + System.lineSeparator());
    }

    private void print(DiagnosisModel model, int patients) {
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                Locale.ROOT,
                "%s, %d-fold cross-validation; learner of the final model: %s%n%n",
                Format.count(patients, "patient"),
                folds,
                model.learner());
        TextTable table = ClassificationTable.titled("evidence");
        for (Set<EvidenceFamily> families : model.families()) {
            CrossValidation validation = model.crossValidation(families).orElseThrow();
            int tested = validation.predictions().patients();
            ClassificationTable.add(
                    table,
                    families.stream().map(EvidenceFamily::title).collect(Collectors.joining(" + "))
                            + (tested < patients ? " (" + Format.count(tested, "patient") + ")" : ""),
                    validation.metrics());
        }
        print.println(table);
        print.println();
    }

    /**
     * What the model says of patients of another cohort, by the label it gives whatever the verdict.
     *
     * @return whether a case was passed over
     */
    private boolean test(
            TestCohort tested,
            DiagnosisModel model,
            Optional<EncoderFusion> fusion,
            Optional<FusedModel> fused,
            Workers workers)
            throws IOException {
        boolean passedOver =
                PassedOver.print(tested.patients(), spec.commandLine().getErr());
        Measured measured = measure(tested.patients(), tested.masks(), workers);
        List<PatientRecord> patients = measured.records();
        CaseGroups sessions = KeptTogether.ofSubjects(tested.patients().cases(), Optional.empty());
        if (patients.isEmpty()) {
            throw new IOException(tested.folder() + ": no patient could be measured, so the model is not tested");
        }
        List<DiagnosisResult> results = new ArrayList<>();
        for (PatientRecord patient : patients) {
            results.add(model.diagnose(patient.biomarkers(), patient.demographics()));
        }
        String count = Format.count(patients.size(), "patient");
        String name = tests.size() == 1 ? "test cohort" : tested.folder().toString();
        TextTable table = ClassificationTable.titled(fusion.isEmpty() ? name : name + ", " + count);
        if (fusion.isEmpty()) {
            add(table, count, patients, sessions, results, workers);
        } else {
            testFused(fusion.get(), fused.orElseThrow(), measured, sessions, tested.masks(), results, table, workers);
        }
        spec.commandLine().getOut().println(table + System.lineSeparator());
        return passedOver;
    }

    /** @param biomarkers what they alone say of the patients */
    private void testFused(
            EncoderFusion fusion,
            FusedModel fused,
            Measured measured,
            CaseGroups sessions,
            Optional<Cohort> masksFrom,
            List<DiagnosisResult> biomarkers,
            TextTable table,
            Workers workers)
            throws IOException {
        List<PatientRecord> patients = measured.records();
        List<DiagnosisResult> both = new ArrayList<>();
        List<PatientRecord> seen = new ArrayList<>();
        List<Double> alone = new ArrayList<>();
        try (EncoderAssessor encoder = fusion.open(fused, out)) {
            for (int i = 0; i < patients.size(); i++) {
                EncoderAssessor.Judged judged =
                        encoder.judge(LabeledScans.read(measured.cases().get(i), masksFrom), biomarkers.get(i));
                both.add(judged.result());
                if (judged.probability().isPresent()) {
                    seen.add(patients.get(i));
                    alone.add(judged.probability().getAsDouble());
                }
            }
        }
        add(table, "biomarkers alone", patients, sessions, biomarkers, workers);
        if (!seen.isEmpty()) {
            double[] probabilities =
                    alone.stream().mapToDouble(Double::doubleValue).toArray();
            PatientPredictions predictions =
                    PatientPredictions.atThreshold(truth(seen), probabilities, FittedClassifier.THRESHOLD);
            ClassificationTable.add(
                    table,
                    "encoder alone",
                    ClassificationScores.intervals(
                            predictions, sessions.units(ids(seen)), Bootstrap.seeded(seed), workers));
        }
        add(table, "both", patients, sessions, both, workers);
    }

    private void add(
            TextTable table,
            String title,
            List<PatientRecord> patients,
            CaseGroups sessions,
            List<DiagnosisResult> results,
            Workers workers) {
        int[] predicted = new int[patients.size()];
        double[] probabilities = new double[patients.size()];
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = results.get(i).label().label();
            probabilities[i] = results.get(i).probability();
        }
        PatientPredictions predictions = PatientPredictions.of(truth(patients), predicted, probabilities);
        ClassificationTable.add(
                table,
                title,
                ClassificationScores.intervals(
                        predictions, sessions.units(ids(patients)), Bootstrap.seeded(seed), workers));
    }

    private static List<String> ids(List<PatientRecord> patients) {
        return patients.stream().map(PatientRecord::id).toList();
    }

    private static int[] truth(List<PatientRecord> patients) {
        return patients.stream().mapToInt(patient -> patient.label().label()).toArray();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
