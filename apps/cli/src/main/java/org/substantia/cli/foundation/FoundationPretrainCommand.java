package org.substantia.cli.foundation;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.base.provenance.Provenance;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.FailedCases;
import org.substantia.cli.console.InterruptHook;
import org.substantia.cli.console.PassedOver;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.TrainingPace;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.option.TrainingRunOptions;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.foundation.pretraining.EncoderShape;
import org.substantia.foundation.pretraining.Pretraining;
import org.substantia.foundation.pretraining.PretrainingMethod;
import org.substantia.foundation.pretraining.PretrainingOptions;
import org.substantia.foundation.pretraining.SliceBank;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.fusion.CropCache;
import org.substantia.pipeline.fusion.UnlabeledCrops;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code substantia foundation pretrain}: an encoder of one's own, without labels. */
@Command(
        name = "pretrain",
        mixinStandardHelpOptions = true,
        description = {
            "Trains an encoder on a cohort's slices around the nuclei, without diagnoses "
                    + "(docs/how-to/adapt-a-foundation-model.md).",
            "A masked autoencoder learns to restore the three quarters of a slice's patches that are hidden. In "
                    + "self-distillation (as in DINO and iBOT), a student learns to tell from parts of a slice what "
                    + "its own moving average tells from the whole. The slices are those that train diagnosis "
                    + "--encoder shows to an encoder. Ctrl-C writes a checkpoint; --resume then continues as if the "
                    + "run had not been interrupted.",
            ""
        },
        footerHeading = "%nFiles written to OUT:%n",
        footer = {
            "  encoder/                 the encoder in transformers' layout, half precision; for --encoder",
            "  pretraining.json         options, program version and digests",
            "  pretraining.checkpoint   all that is needed to resume",
            "  log.jsonl                loss and learning rate, one line every 25 steps",
            "  slices/                  what was cut of the cases; may be deleted afterwards",
            "",
            "Example:",
            "  substantia foundation pretrain --cohort scans --steps 20000 --out own"
        })
final class FoundationPretrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--cohort",
            required = true,
            paramLabel = "DIR",
            description = "cases with QSM or NM and masks; may be given several times")
    private List<Path> cohorts = List.of();

    @Option(
            names = "--predictions",
            paramLabel = "DIR",
            description = "output folder of predict, whose masks are used instead of the cases' own; one for each "
                    + "--cohort, in the same order")
    private List<Path> predictions = List.of();

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "masked-autoencoder (the default) or self-distillation, whose step takes some seven times "
                    + "as long")
    private String method = PretrainingMethod.MASKED_AUTOENCODER.toString();

    @Option(
            names = "--jitter",
            paramLabel = "R",
            description = "of self-distillation: how far brightness and contrast of a view may be off, 0 to 1; an "
                    + "encoder learns to overlook them (default: ${DEFAULT-VALUE})")
    private double jitter = 0;

    @Option(
            names = "--shape",
            paramLabel = "NAME",
            description = "tiny (0.1 million weights, slices of 48 pixels; to try things out), small (0.8 million, 96 "
                    + "pixels) or medium (5.4 million, 96 pixels; for a GPU or a night) (default: small)")
    private EncoderShape shape = EncoderShape.SMALL;

    @Option(names = "--steps", paramLabel = "N", description = "training steps (default: ${DEFAULT-VALUE})")
    private long steps = 20_000;

    @Option(names = "--batch", paramLabel = "N", description = "slices of a step (default: ${DEFAULT-VALUE})")
    private int batch = 64;

    @Option(names = "--learning-rate", paramLabel = "R", description = "peak learning rate (default: ${DEFAULT-VALUE})")
    private double learningRate = 0.001;

    @Mixin
    private TrainingRunOptions run = new TrainingRunOptions("pretraining.json", 500);

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Override
    public Integer call() throws IOException {
        PretrainingOptions options = options();
        if (!predictions.isEmpty() && predictions.size() != cohorts.size()) {
            throw wrong("--predictions should be given once for each --cohort");
        }
        run.check();
        run.begin();
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < cohorts.size(); i++) {
            sources.add(source(i));
        }
        List<CaseFailure> failures = new ArrayList<>();
        List<SliceStack> stacks = new ArrayList<>();
        boolean passedOver = false;
        ComputeDevice device = compute.device();
        try (Workers workers = compute.workers()) {
            String digest = digest(sources, workers);
            Pretraining training = new Pretraining(
                    options,
                    device,
                    run.out(),
                    Map.of("substantia.version", Version.number(), "slices_sha256", digest));
            training.requireOwnCheckpoint(digest);
            for (Source source : sources) {
                passedOver |= cut(source, stacks, workers, failures);
            }
            if (stacks.isEmpty()) {
                throw new IOException(cohorts.get(0) + ": holds no case with a region to learn from");
            }
            train(training, options, new SliceBank(stacks), digest, device);
        }
        int status = FailedCases.status(failures);
        return status == ExitCode.OK && passedOver ? ExitCode.DATA : status;
    }

    private PretrainingOptions options() {
        try {
            return new PretrainingOptions(
                    PretrainingMethod.parse(method),
                    jitter,
                    shape,
                    steps,
                    batch,
                    learningRate,
                    run.seed(),
                    run.checkpointEvery());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /** A cohort and where its crops are kept. */
    private record Source(Cohort cohort, CropCache cache) {}

    private Source source(int place) throws IOException {
        Optional<Cohort> predicted =
                predictions.isEmpty() ? Optional.empty() : Optional.of(Cohort.open(predictions.get(place)));
        // Cases of two cohorts may have one name.
        Path folder = run.out().resolve("slices").resolve(Integer.toString(place + 1));
        return new Source(
                Cohort.open(cohorts.get(place)),
                new CropCache(folder, RoiCropper.Nuclei.SHOWN, predicted, Version.number()));
    }

    /** Of what the slices are cut from: a run that resumes is known by it before it writes anything. */
    private String digest(List<Source> sources, Workers workers) {
        Sha256 digest = new Sha256();
        for (Source source : sources) {
            List<CaseFolder> cases = source.cohort().cases();
            try (Progress progress =
                    new Progress("reading", cases.size(), spec.commandLine().getErr())) {
                digest.update(UnlabeledCrops.digest(cases, source.cache(), workers, progress::step));
            }
        }
        return digest.hex();
    }

    /** @return whether something in the cohort was passed over */
    private boolean cut(Source source, List<SliceStack> stacks, Workers workers, List<CaseFailure> failures) {
        PrintWriter err = spec.commandLine().getErr();
        List<CaseFolder> cases = source.cohort().cases();
        UnlabeledCrops crops;
        try (Progress progress = new Progress("cutting", cases.size(), err)) {
            crops = UnlabeledCrops.read(cases, source.cache(), workers, progress::step);
        }
        FailedCases.print(crops.failures(), err);
        failures.addAll(crops.failures());
        stacks.addAll(crops.stacks());
        return PassedOver.print(source.cohort(), err);
    }

    private void train(
            Pretraining training, PretrainingOptions options, SliceBank slices, String digest, ComputeDevice device)
            throws IOException {
        Map<String, Object> choices = new LinkedHashMap<>();
        choices.put("method", options.method().toString());
        choices.put("jitter", jitter);
        choices.put("shape", Format.lowerCase(shape));
        choices.put("steps", steps);
        choices.put("batch", batch);
        choices.put("learningRate", learningRate);
        choices.put("slices", slices.slices());
        choices.put("device", device.describe());
        JsonFiles.write(
                run.record(),
                new Provenance(
                        Version.number(),
                        "foundation pretrain",
                        choices,
                        OptionalLong.of(run.seed()),
                        Map.of("slices", digest)));
        PrintWriter print = spec.commandLine().getOut();
        print.printf(Locale.ROOT, "%,d slices%n", slices.slices());
        boolean done;
        try (InterruptHook hook = new InterruptHook(training::stop)) {
            done = training.run(slices, digest, entry -> print(entry, print));
        }
        print.println(done ? "encoder: " + training.encoderFolder() : "stopped; continue with --resume");
    }

    private static void print(Map<String, Object> entry, PrintWriter print) {
        print.printf(
                Locale.ROOT,
                "%s: loss %.4f, %s%n",
                TrainingPace.place(entry),
                ((Number) entry.get("loss")).doubleValue(),
                TrainingPace.of(entry));
        print.flush();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
