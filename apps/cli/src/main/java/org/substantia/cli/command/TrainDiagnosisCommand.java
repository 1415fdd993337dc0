package org.substantia.cli.command;

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
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
import org.substantia.cli.option.ThreadsOption;
import org.substantia.cli.output.ClassificationTable;
import org.substantia.cli.output.TextTable;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.diagnosis.classification.CrossValidation;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.training.DiagnosisTrainer;
import org.substantia.diagnosis.training.DiagnosisTrainingOptions;
import org.substantia.diagnosis.training.PatientRecord;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.LabeledCohort;
import org.substantia.pipeline.MeasuredCases;
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
            "Reports its accuracy by nested cross-validation: learner, features, calibration and threshold are all "
                    + ""
                    + "chosen inside the training folds.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  substantia train diagnosis --cohort train_data --out pd.json",
            "  substantia predict train_data predictions",
            "  substantia train diagnosis --cohort train_data --masks predicted --predictions predictions --out pd.json"
        })
final class TrainDiagnosisCommand implements Callable<Integer> {
    enum Masks {
        TRUTH,
        PREDICTED
    }

    private static final String BUILT_IN = "built-in";
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
            description = "model file to write, for predict --diagnosis")
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
            names = "--folds",
            paramLabel = "K",
            description = "folds of the cross-validation (default: ${DEFAULT-VALUE})")
    private int folds = 5;

    @Option(names = "--seed", paramLabel = "S", description = "seed of every random choice (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--keep-together",
            paramLabel = "FILE",
            description = "output of validate --json: near duplicates stay in the same fold")
    private Optional<Path> together = Optional.empty();

    @Option(
            names = "--init",
            paramLabel = "MODEL",
            description =
                    "model of other patients to initialize from, used where it does better than these patients alone: "
                            + "built-in, a file, or none (default: ${DEFAULT-VALUE})")
    private String init = BUILT_IN;

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

    @Option(names = "--test", paramLabel = "DIR", description = "test the model on another cohort")
    private Optional<Path> test = Optional.empty();

    @Option(
            names = "--test-predictions",
            paramLabel = "DIR",
            description = "output folder of predict for the --test cohort (default: measure in its own masks)")
    private Optional<Path> testPredictions = Optional.empty();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    /** Whether a row of a table of labels, or its label, could not be used. */
    private boolean labelsLeftOut;

    /** Cases that are left out of training or test because they could not be measured. */
    private final List<CaseFailure> failures = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (masks == Masks.PREDICTED && predictions.isEmpty()) {
            throw wrong("--masks predicted needs --predictions");
        }
        if (masks == Masks.PREDICTED && test.isPresent() && testPredictions.isEmpty()) {
            throw wrong("--masks predicted and --test need --test-predictions");
        }
        if (folds < 2) {
            throw wrong("--folds must be at least 2, not " + folds);
        }
        Optional<DiagnosisModel> prior = prior();
        Cohort patients = Cohort.open(cohort);
        boolean passedOver = PassedOver.print(patients, spec.commandLine().getErr());
        CaseGroups groups = together.isPresent()
                ? KeptTogether.read(together.get())
                : KeptTogether.ofSynthetic(cohort, patients.cases());
        OutputFolders.requireWritableFile(out);
        DiagnosisModel model;
        try (Workers workers = threads.workers()) {
            List<PatientRecord> records =
                    measure(patients, masks == Masks.PREDICTED ? predictions : Optional.empty(), workers);
            model = train(records, groups, prior, workers);
            model.write(out);
            print(model, records.size());
            if (!sizes.isEmpty()) {
                learningCurve(model, records, groups, prior, workers);
            }
            if (test.isPresent()) {
                Cohort tested = Cohort.open(test.get());
                passedOver |= PassedOver.print(tested, spec.commandLine().getErr());
                test(model, measure(tested, testPredictions, workers), workers);
            }
        }
        spec.commandLine().getOut().println("model: " + out);
        int status = FailedCases.status(failures);
        return status == ExitCode.OK && (passedOver || labelsLeftOut) ? ExitCode.DATA : status;
    }

    private List<PatientRecord> measure(Cohort patients, Optional<Path> predicted, Workers workers) throws IOException {
        LabeledCohort labeled = LabeledCohort.of(patients);
        PrintWriter err = spec.commandLine().getErr();
        Warnings.print(
                err,
                labeled.labels()
                        .warnings(patients.cases(), EnumSet.of(TableColumn.LABEL, TableColumn.AGE, TableColumn.SEX)));
        labelsLeftOut |= !labeled.labels()
                .faultsOf(patients.cases(), EnumSet.of(TableColumn.LABEL))
                .isEmpty();
        Optional<Cohort> masksFrom =
                predicted.isPresent() ? Optional.of(Cohort.open(predicted.get())) : Optional.empty();
        try (Progress progress = new Progress(
                "measuring", labeled.cases().size(), spec.commandLine().getErr())) {
            MeasuredCases measured = labeled.measure(masksFrom, workers, progress::step);
            failures.addAll(measured.failures());
            FailedCases.print(measured.failures(), spec.commandLine().getErr());
            return labeled.records(measured);
        }
    }

    private Optional<DiagnosisModel> prior() throws IOException {
        return switch (init) {
            case NONE -> Optional.empty();
            case BUILT_IN -> Optional.of(DiagnosisModel.builtIn());
            default -> Optional.of(DiagnosisModel.read(Path.of(init)));
        };
    }

    private DiagnosisModel train(
            List<PatientRecord> records, CaseGroups groups, Optional<DiagnosisModel> prior, Workers workers)
            throws IOException {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("cohort", cohort.toAbsolutePath().normalize().getFileName().toString());
        description.ifPresent(text -> options.put("description", text));
        options.put("patients", records.size());
        options.put("masks", Format.lowerCase(masks));
        options.put("folds", folds);
        options.put("wholeImageIntensities", wholeImage);
        options.put("init", Path.of(init).getFileName().toString());
        Map<String, Object> provenance =
                new Provenance(Version.number(), "train diagnosis", options, OptionalLong.of(seed), Map.of()).toJson();
        DiagnosisTrainer trainer = trainer(prior);
        try (Progress progress =
                new Progress("training", trainer.steps(), spec.commandLine().getErr())) {
            return trainer.train(records, groups, provenance, workers, progress::step, line -> spec.commandLine()
                    .getErr()
                    .println("substantia: " + line));
        } catch (IllegalArgumentException e) {
            throw new IOException(cohort + ": " + e.getMessage(), e);
        }
    }

    private DiagnosisTrainer trainer(Optional<DiagnosisModel> prior) {
        return new DiagnosisTrainer(DiagnosisTrainingOptions.usual(seed)
                .withFolds(folds)
                .withWholeImageIntensities(wholeImage)
                .withPrior(prior));
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
        } catch (IllegalArgumentException e) {
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
            ClassificationTable.add(
                    table,
                    families.stream().map(EvidenceFamily::title).collect(Collectors.joining(" + ")),
                    model.crossValidation(families).orElseThrow().metrics());
        }
        print.println(table);
        print.println();
    }

    /** What the model says of patients of another cohort, by the label it gives whatever the verdict. */
    private void test(DiagnosisModel model, List<PatientRecord> patients, Workers workers) throws IOException {
        if (patients.isEmpty()) {
            throw new IOException(test.orElseThrow() + ": no patient could be measured, so the model is not tested");
        }
        int[] truth = new int[patients.size()];
        int[] predicted = new int[patients.size()];
        double[] probabilities = new double[patients.size()];
        for (int i = 0; i < truth.length; i++) {
            PatientRecord patient = patients.get(i);
            DiagnosisResult result = model.diagnose(patient.biomarkers(), patient.demographics());
            truth[i] = patient.label().label();
            predicted[i] = result.label().label();
            probabilities[i] = result.probability();
        }
        PatientPredictions predictions = PatientPredictions.of(truth, predicted, probabilities);
        TextTable table = ClassificationTable.titled("test cohort");
        ClassificationTable.add(
                table,
                Format.count(patients.size(), "patient"),
                ClassificationScores.intervals(predictions, Bootstrap.seeded(seed), workers));
        spec.commandLine().getOut().println(table + System.lineSeparator());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
