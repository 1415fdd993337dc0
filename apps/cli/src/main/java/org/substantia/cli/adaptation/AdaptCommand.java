package org.substantia.cli.adaptation;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.parallel.Workers;
import org.substantia.base.provenance.Provenance;
import org.substantia.base.text.Format;
import org.substantia.cli.console.AssumedOfEncoder;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.FailedCases;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.output.TextTable;
import org.substantia.cli.training.KeptTogether;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.pipeline.adaptation.AdaptationCohort;
import org.substantia.pipeline.adaptation.AdaptationDesign;
import org.substantia.pipeline.adaptation.AdaptationFiles;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationMetric;
import org.substantia.pipeline.adaptation.AdaptationProgress;
import org.substantia.pipeline.adaptation.AdaptationRun;
import org.substantia.pipeline.adaptation.AdaptationSummary;
import org.substantia.pipeline.adaptation.CellResult;
import org.substantia.pipeline.adaptation.DuplicateGroups;
import org.substantia.pipeline.adaptation.diagnosis.EncoderMethods;
import org.substantia.report.chart.CurveChart;
import org.substantia.scoring.statistics.Interval;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code substantia adapt}: how well ways of adapting do with more and more labeled cases. */
@Command(
        name = "adapt",
        mixinStandardHelpOptions = true,
        description = {
            "Draws adaptation curves: how well methods do when they learn from more and more labeled cases "
                    + "(docs/how-to/draw-adaptation-curves.md).",
            "Repeated cross-validation: every method learns from the same nested subsets and is tested on the same "
                    + "folds. Methods of the track diagnosis: shipped, biomarkers, biomarkers-adapted, and with "
                    + "--encoder probe, pooling, lora, mrn, last-2 (or another number of blocks), full, scratch, all "
                    + "but pooling and mrn also by the patches of the nuclei alone, such as nuclei-probe, and any of "
                    + "these joined with the biomarkers, such as fusion-nuclei-probe; of the track "
                    + "segmentation: shipped, fine-tuned, scratch, and with --encoder fine-tuned-encoder or, where "
                    + "that is a MeshNet, meshnet-shipped and meshnet. The first method of the list is the control. A "
                    + "finished cell is a small file: the same command with --resume computes only what is missing.",
            ""
        },
        footerHeading = "%nFiles written to OUT:%n",
        footer = {
            "  index.html        the curves as a page",
            "  adaptation.json   the same as data, with splits and provenance",
            "  adaptation.csv    one row per metric, method and amount",
            "  cells/            one file per method, amount, seed and fold, with each case's result",
            "  cache/            what was measured of the cohort once",
            "",
            "Examples:",
            "  substantia adapt --cohort train --track diagnosis --out curves",
            "  substantia adapt --cohort train --track diagnosis --methods shipped,biomarkers-adapted "
                    + "--amounts 10,20,40 --out curves --resume",
            "  substantia adapt --cohort train --track segmentation --encoder meshnet/model.json --amounts 2,5,10 "
                    + "--out curves"
        })
public final class AdaptCommand implements Callable<Integer> {
    enum Track {
        DIAGNOSIS,
        SEGMENTATION
    }

    enum Masks {
        TRUTH,
        PREDICTED
    }

    private static final int STEPS = 300;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--cohort",
            required = true,
            paramLabel = "DIR",
            description = "cases with images and masks, for the diagnosis also labels.csv or participants.tsv")
    private Path cohort;

    @Option(
            names = "--track",
            required = true,
            paramLabel = "NAME",
            description = "what is adapted: diagnosis or segmentation")
    private Track track;

    @Option(
            names = "--methods",
            paramLabel = "NAME",
            split = ",",
            description = "methods to compare, the control first (default: all of the track that the options allow, of "
                    + "an encoder's only probes and pooling)")
    private List<String> methods = List.of();

    @Option(
            names = "--amounts",
            paramLabel = "N",
            split = ",",
            defaultValue = "10,20,40,80,160",
            description = "numbers of labeled cases to learn from (default: ${DEFAULT-VALUE})")
    private List<Integer> amounts = List.of();

    @Option(
            names = "--folds",
            paramLabel = "K",
            description = "folds of each cross-validation (default: ${DEFAULT-VALUE})")
    private int folds = 5;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "repetitions with other folds and subsets (default: ${DEFAULT-VALUE})")
    private int seeds = 3;

    @Option(names = "--seed", paramLabel = "S", description = "the first seed (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for the curves")
    private Path out;

    @Option(names = "--resume", description = "go on with what is in OUT")
    private boolean resume;

    @Option(
            names = "--masks",
            paramLabel = "WHICH",
            description = "diagnosis: masks to measure in, truth or predicted (default: truth)")
    private Masks masks = Masks.TRUTH;

    @Option(
            names = "--predictions",
            paramLabel = "DIR",
            description = "output folder of predict, for --masks predicted")
    private Optional<Path> predictions = Optional.empty();

    @Option(
            names = "--init",
            paramLabel = "MODEL",
            description = "model that is shipped and adapted, instead of the bundled one")
    private Optional<Path> init = Optional.empty();

    @Option(
            names = "--encoder",
            paramLabel = "FILE",
            description = "diagnosis: a vision encoder (see foundation list) or built-in, which is adapted to slices "
                    + "around the nuclei; segmentation: likewise, for the method fine-tuned-encoder, or a MeshNet with "
                    + "the names of its classes beside it, for meshnet-shipped and meshnet")
    private Optional<Path> encoder = Optional.empty();

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "diagnosis: longer side of a slice as the encoder sees it, in whole patches (default: "
                    + "224, or what it was trained on where that is less)")
    private Optional<Integer> imageSize = Optional.empty();

    @Option(
            names = "--max-epochs",
            paramLabel = "N",
            description = "diagnosis: train the encoder for at most N epochs; how many is chosen within the training "
                    + "patients")
    private Optional<Integer> maxEpochs = Optional.empty();

    @Option(names = "--mask-nuclei", description = "diagnosis: a control, which hides the nuclei from the encoder")
    private boolean maskNuclei;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "segmentation: training steps of a network, whatever the amount (default: " + STEPS + ")")
    private Optional<Integer> steps = Optional.empty();

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            description = "segmentation: peak learning rate (default: 0.0005 for fine-tuned, 0.002 for scratch, 0.0002 "
                    + "for meshnet)")
    private Optional<Double> learningRate = Optional.empty();

    @Option(
            names = "--keep-together",
            paramLabel = "FILE",
            description = "output of validate --json, which says who is in the cohort twice (default: it is searched)")
    private Optional<Path> together = Optional.empty();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Override
    public Integer call() throws IOException {
        List<String> wanted = methodNames();
        AdaptationDesign design = design();
        checkTrack(wanted);
        if (AdaptationRun.hasCells(out) && !resume) {
            throw wrong(out + " already holds curves; go on with --resume or name another folder");
        }
        Cohort patients = Cohort.open(cohort);
        boolean passedOver = PassedOver.print(patients, spec.commandLine().getErr());
        OutputFolders.requireWritable(out);
        Path cache = out.resolve("cache");
        try (Workers workers = compute.workers();
                TrackData data = open(wanted, patients, cache, workers)) {
            AdaptationCohort taking = taking(patients, data, cache, workers);
            AdaptationSummary summary = run(design, taking, data, workers);
            print(summary, data);
            int status = FailedCases.status(data.failures());
            return status == ExitCode.OK && passedOver ? ExitCode.DATA : status;
        }
    }

    private void checkTrack(List<String> wanted) {
        if (masks == Masks.PREDICTED && predictions.isEmpty()) {
            throw wrong("--masks predicted needs --predictions");
        }
        if (masks == Masks.TRUTH && predictions.isPresent()) {
            throw wrong("--predictions is for --masks predicted");
        }
        if (track == Track.SEGMENTATION && masks == Masks.PREDICTED) {
            throw wrong("--masks predicted is for the diagnosis: a segmentation learns from true masks");
        }
        if (imageSize.isPresent() && imageSize.get() < 1) {
            throw wrong("--image-size must be at least 1, not " + imageSize.get());
        }
        if (maxEpochs.isPresent() && maxEpochs.get() < 0) {
            throw wrong("--max-epochs must be at least 0, not " + maxEpochs.get());
        }
        boolean adapts = track == Track.DIAGNOSIS && wanted.stream().anyMatch(DiagnosisTrack::isAdaptation);
        if (!adapts && (imageSize.isPresent() || maxEpochs.isPresent() || maskNuclei)) {
            throw wrong("--image-size, --max-epochs and --mask-nuclei need a method that adapts an encoder to the"
                    + " diagnosis");
        }
        if (track == Track.DIAGNOSIS && (steps.isPresent() || learningRate.isPresent())) {
            throw wrong("--steps and --learning-rate are for the segmentation");
        }
        if (steps.orElse(STEPS) < 1) {
            throw wrong("--steps must be at least 1, not " + steps.get());
        }
        if (learningRate.isPresent()
                && (!(learningRate.get() > 0) || learningRate.get().isInfinite())) {
            throw wrong("--learning-rate must be above 0, not " + learningRate.get());
        }
    }

    private void requireDepth(Adaptation adaptation, EncoderFile file) {
        try {
            adaptation.requireDepth(file.architecture().depth());
        } catch (IllegalArgumentException e) {
            throw wrong("--methods: " + e.getMessage());
        }
    }

    private TrackData open(List<String> wanted, Cohort patients, Path cache, Workers workers) throws IOException {
        if (track == Track.SEGMENTATION) {
            OptionalDouble rate = learningRate.map(OptionalDouble::of).orElse(OptionalDouble.empty());
            return new SegmentationTrack(wanted, init, encoder, steps.orElse(STEPS), rate, spec)
                    .open(patients, cache, compute.device(), workers);
        }
        Optional<Path> predicted = masks == Masks.PREDICTED ? predictions : Optional.empty();
        Optional<EncoderFile> file =
                encoder.isPresent() ? Optional.of(EncoderFile.open(encoder.get())) : Optional.empty();
        if (file.isPresent()) {
            AssumedOfEncoder.print(file.get(), spec.commandLine().getErr());
        }
        for (String name : wanted) {
            if (DiagnosisTrack.isAdaptation(name)) {
                requireDepth(DiagnosisTrack.adaptation(name), file.orElseThrow());
            }
        }
        ImageInput usual = file.isPresent() ? ImageInput.usual(file.get().architecture()) : ImageInput.usual();
        return new DiagnosisTrack(
                        wanted,
                        init,
                        file,
                        new ImageInput(imageSize.orElse(usual.size()), usual.channels()),
                        maskNuclei ? RoiCropper.Nuclei.MASKED_OUT : RoiCropper.Nuclei.SHOWN,
                        maxEpochs.map(OptionalInt::of).orElse(OptionalInt.empty()),
                        spec)
                .open(patients, predicted, cache, compute, workers);
    }

    private List<String> methodNames() throws IOException {
        List<String> known = new ArrayList<>(track == Track.DIAGNOSIS ? DiagnosisTrack.METHODS : SegmentationTrack.OWN);
        if (encoder.isPresent()) {
            known.addAll(track == Track.SEGMENTATION ? SegmentationTrack.with(encoder.get()) : EncoderMethods.QUICK);
        }
        List<String> wanted = methods.isEmpty() ? known : methods;
        for (String name : wanted) {
            boolean ofEncoder = needsEncoder(name);
            if (ofEncoder && encoder.isEmpty()) {
                throw wrong("--methods: '" + name + "' needs --encoder");
            }
            // Of the ways of adapting an encoder to a diagnosis, only the quick ones are taken without being asked for.
            boolean possible = known.contains(name) || (track == Track.DIAGNOSIS && ofEncoder);
            if (!possible) {
                throw wrong("--methods: '" + name + "' is none of " + String.join(", ", known));
            }
        }
        if (encoder.isPresent() && wanted.stream().noneMatch(this::needsEncoder)) {
            throw wrong("--encoder is used by none of --methods");
        }
        if (new TreeSet<>(wanted).size() != wanted.size() || wanted.size() > CurveChart.MAX_CURVES) {
            throw wrong("--methods takes each method once, and " + CurveChart.MAX_CURVES + " at most");
        }
        return wanted;
    }

    private boolean needsEncoder(String method) {
        return track == Track.SEGMENTATION
                ? SegmentationTrack.needsEncoder(method)
                : DiagnosisTrack.isAdaptation(method);
    }

    private AdaptationDesign design() {
        if (seeds < 1) {
            throw wrong("--seeds must be at least 1, not " + seeds);
        }
        try {
            return new AdaptationDesign(amounts, folds, AdaptationDesign.seeds(seed, seeds));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private AdaptationCohort taking(Cohort patients, TrackData data, Path cache, Workers workers) throws IOException {
        CaseGroups same;
        if (together.isPresent()) {
            same = KeptTogether.ofSubjects(patients.cases(), together);
        } else if (KeptTogether.isSynthetic(cohort)) {
            same = CaseGroups.none();
        } else {
            try (Progress progress = new Progress(
                    "looking for duplicates",
                    patients.cases().size(),
                    spec.commandLine().getErr())) {
                same = DuplicateGroups.find(
                        patients, data.digest(), cache.resolve("duplicates.json"), workers, progress::step);
            }
        }
        AdaptationCohort taking = AdaptationCohort.of(
                name(cohort),
                data.digest(),
                data.diagnoses(),
                same,
                KeptTogether.ofSynthetic(cohort, patients.cases()));
        taking.duplicates().forEach(group -> spec.commandLine()
                .getErr()
                .println("substantia: the same subject, of which only the first case takes part: "
                        + String.join(", ", group)));
        return taking;
    }

    private AdaptationSummary run(AdaptationDesign design, AdaptationCohort taking, TrackData data, Workers workers)
            throws IOException {
        AdaptationRun run;
        try {
            run = new AdaptationRun(design, taking, out);
        } catch (IllegalArgumentException e) {
            throw new IOException(cohort + ": " + e.getMessage(), e);
        }
        List<List<CellResult>> cells = new ArrayList<>();
        for (AdaptationMethod method : data.methods()) {
            try (Progress progress = new Progress(
                    method.name(), run.cells(method), spec.commandLine().getErr())) {
                cells.add(run.run(method, workers, new Told(progress)));
            }
        }
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("cohort", name(cohort));
        options.put("track", Format.lowerCase(track));
        if (track == Track.DIAGNOSIS) {
            options.put("masks", Format.lowerCase(masks));
            options.put("nucleiHidden", maskNuclei);
        }
        data.device().ifPresent(device -> options.put("device", device.describe()));
        Provenance provenance =
                new Provenance(Version.number(), "adapt", options, OptionalLong.of(seed), data.inputs());
        return new AdaptationFiles(design, taking, provenance).write(out, data.methods(), cells, run.turns());
    }

    /** What a curve tells of itself, shown. */
    private record Told(Progress progress) implements AdaptationProgress {
        @Override
        public void cell() {
            progress.step();
        }

        @Override
        public void steps(long taken, long all) {
            progress.within(taken, all);
        }
    }

    private static String name(Path folder) {
        return folder.toAbsolutePath().normalize().getFileName().toString();
    }

    private void print(AdaptationSummary summary, TrackData data) {
        PrintWriter print = spec.commandLine().getOut();
        TextTable table = new TextTable(
                "method", "cases", AdaptationMetric.title(data.metric()), "interval", "difference", "interval");
        for (AdaptationSummary.Point point : summary.points()) {
            if (point.metric().equals(data.metric())) {
                table.row(
                        point.method(),
                        Integer.toString(point.amount()),
                        Format.fixed(point.mean(), 3),
                        interval(point.interval()),
                        point.difference().map(d -> Format.fixed(d.mean(), 3)).orElse("-"),
                        interval(point.difference().flatMap(AdaptationSummary.Difference::interval)));
            }
        }
        print.println(table);
        print.println();
        print.println("page: " + out.resolve("index.html"));
    }

    private static String interval(Optional<Interval> interval) {
        return interval.map(i -> String.format(Locale.ROOT, "%.3f to %.3f", i.low(), i.high()))
                .orElse("-");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
