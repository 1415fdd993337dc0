package org.substantia.cli.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.SubjectTable;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.TrainingDataOptions;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.split.StratifiedSplitter;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.inference.SegmentationOptions;
import org.substantia.segmentation.inference.Segmenter;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.TrainingDataset;
import org.substantia.synthesis.anatomy.AnatomyBank;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Gathers what {@code train segmentation} and {@code distill} train on, and what the run's record says of it. */
final class SegmentationTrainingData {
    private static final double CASES_PER_STEP = 0.1;
    private static final int DIGITS = 16;

    private final TrainingDataOptions options;
    private final SegmentationPlan plan;
    private final boolean needsMasks;
    private final long seed;
    private final CommandSpec spec;
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final Set<String> unusable = new TreeSet<>();
    private List<CaseFolder> cases = List.of();
    private boolean passedOver;

    private SegmentationTrainingData(
            TrainingDataOptions options, SegmentationPlan plan, boolean needsMasks, long seed, CommandSpec spec) {
        this.options = options;
        this.plan = plan;
        this.needsMasks = needsMasks;
        this.seed = seed;
        this.spec = spec;
    }

    /** Cases without masks are left out. */
    static SegmentationTrainingData ofMasks(
            TrainingDataOptions options, SegmentationPlan plan, long seed, CommandSpec spec) {
        return new SegmentationTrainingData(options, plan, true, seed, spec);
    }

    /** Cases without masks are taken, too; a model that finds their nuclei must be given. */
    static SegmentationTrainingData ofScans(
            TrainingDataOptions options, SegmentationPlan plan, long seed, CommandSpec spec) {
        return new SegmentationTrainingData(options, plan, false, seed, spec);
    }

    /** For the record of the run, after {@link #makeSamples}. */
    Map<String, Object> facts() {
        return facts;
    }

    /** Whether patients or files of the cohort were not taken: misnamed ones, or cases that cannot be used. */
    boolean incomplete() {
        return passedOver || !unusable.isEmpty();
    }

    /**
     * Writes nothing: what is trained on is told by digests.
     *
     * @param samples folder for the training samples
     * @param init model that finds the nuclei of the cohort's cases; otherwise their masks show where these are
     */
    TrainingDataset gather(Path samples, Optional<Path> init, ComputeDevice device) throws IOException {
        Path ofVersion = samples.resolve(Version.number());
        Optional<TrainingDataset> synthetic =
                options.synthetic() ? Optional.of(synthetic(ofVersion.resolve("synthetic"), device)) : Optional.empty();
        if (options.cohort().isEmpty()) {
            return synthetic.orElseThrow();
        }
        Cohort patients = Cohort.open(options.cohort().get());
        passedOver = PassedOver.print(patients, spec.commandLine().getErr());
        cases = trainingCases(patients);
        Path ofCohort = ofVersion.resolve(cohortFolder(init, device));
        TrainingDataset real = needsMasks
                ? TrainingDataset.cohort(ofCohort, plan, cases)
                : TrainingDataset.scans(ofCohort, plan, cases);
        return synthetic
                .map(data -> TrainingDataset.mixed(data, real, options.syntheticShare()))
                .orElse(real);
    }

    private TrainingDataset synthetic(Path samples, ComputeDevice device) throws IOException {
        AnatomyBank bank = AnatomyBank.builtIn();
        facts.put("anatomyBank", bank.sha256());
        facts.put("syntheticCases", options.syntheticCases());
        return TrainingDataset.synthetic(
                samples, plan, bank, seed, options.syntheticCases(), CASES_PER_STEP, device.threadsBesideTraining());
    }

    /** Where the model finds the nuclei depends on where it is computed, too. */
    static String cohortFolder(Optional<Path> init, ComputeDevice device) throws IOException {
        if (init.isEmpty()) {
            return "cohort";
        }
        String located = new Sha256()
                .update(ModelFiles.sha256(init.get()) + device.kindAndPrecision())
                .hex();
        return "cohort-" + located.substring(0, DIGITS);
    }

    /**
     * Makes the samples of what was gathered.
     *
     * @param init the model of {@link #gather}
     * @param encoder that this model was trained with, if it was trained with one other than the bundled one
     */
    void makeSamples(
            TrainingDataset dataset, Optional<Path> init, Optional<Path> encoder, ComputeDevice device, Workers workers)
            throws IOException {
        if (init.isEmpty() || options.cohort().isEmpty()) {
            dataset.makeSamples(Optional.empty(), workers, this::leaveOut);
        } else {
            try (SegmentationModel model = ModelFiles.open(init.get(), encoder, device)) {
                Segmenter locator = new Segmenter(Networks.of(model), SegmentationOptions.defaults(), workers);
                dataset.makeSamples(Optional.of(locator), workers, this::leaveOut);
            }
        }
        if (options.cohort().isPresent()) {
            facts.put(
                    "cases",
                    cases.stream()
                            .map(CaseFolder::id)
                            .filter(id -> !unusable.contains(id))
                            .toList());
        }
    }

    private void leaveOut(String id, String why) {
        unusable.add(id);
        spec.commandLine().getErr().println("substantia: " + why + "; the case is left out");
    }

    private List<CaseFolder> trainingCases(Cohort cohort) throws IOException {
        if (options.part().isEmpty()) {
            return cohort.cases();
        }
        Fold fold = fold(cohort, options.part().get());
        facts.put("heldOut", fold.heldOut());
        return cohort.cases().stream()
                .filter(patient -> fold.training().contains(patient.id()))
                .toList();
    }

    private Fold fold(Cohort cohort, TrainingDataOptions.CrossValidationPart part) throws IOException {
        Optional<LabelTable> table = SubjectTable.read(
                        cohort,
                        EnumSet.of(TableColumn.LABEL),
                        spec.commandLine().getErr())
                .table();
        Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
        for (CaseFolder patient : cohort.cases()) {
            diagnoses.put(patient.id(), table.flatMap(t -> t.diagnosisOf(patient)));
        }
        CaseGroups sameSubject = KeptTogether.ofSubjects(cohort.cases(), options.keepTogether());
        try {
            return new StratifiedSplitter(diagnoses, sameSubject)
                    .kFold(part.folds(), seed)
                    .get(part.heldOut());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--folds " + part.folds() + ": " + e.getMessage(), e);
        }
    }
}
