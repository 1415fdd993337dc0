package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ThreadsOption;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.generation.CohortRecipe;
import org.substantia.synthesis.generation.CohortSummary;
import org.substantia.synthesis.generation.CohortWriter;
import org.substantia.synthesis.image.protocol.AcquisitionDomain;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia synthesize}: patients that never were, with known truth. */
@Command(
        name = "synthesize",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a cohort of synthetic patients with T1, QSM and NM images, true masks and a known diagnosis.",
            "The anatomy comes from real heads and nuclei (docs/explanation/anatomy-bank.md), the effects of the "
                    + "disease from the literature (docs/explanation/subject-model.md), and the images from a "
                    + "physical model (docs/explanation/synthetic-images.md). The same seed gives the same bytes on "
                    + "any number of threads. A run that was interrupted continues where it stopped.",
            ""
        },
        footerHeading = "%nFiles written to OUT:%n",
        footer = {
            "  SYN_0001/{T1,QSM,NM,QSM_mask,NM_mask}.nii.gz",
            "  SYN_0001/truth.json   every sampled parameter",
            "  labels.csv            patient_id,label,age,sex",
            "  posterior.csv         patient_id,probability: how probable the disease is to whoever knows every value "
                    + "that was drawn; for train diagnosis --soft-labels",
            "  cohort.json           seed, options, effect sizes, best possible accuracy, faults of the anatomies",
            "",
            "Examples:",
            "  substantia synthesize train --cases 200 --seed 1 --anatomy training",
            "  substantia synthesize test --cases 40 --seed 2 --anatomy test"
        })
public final class SynthesizeCommand implements Callable<Integer> {
    /** The field of view of the challenge's scans, 200 x 200 x 140 mm, in voxels of 1 mm. */
    private static final Geometry ISO_1 = new Geometry(200, 200, 140, Affine.scaling(-1, 1, 1, 100, -100, -70));

    /** The voxels of the Ruijin grid around the nuclei, wherever a realistic head lies in it: a quarter of them. */
    private static final Geometry NUCLEI =
            new Geometry(140, 170, 66, Affine.scaling(2 / 3.0, 2 / 3.0, 2, -140 / 3.0, -170 / 3.0, -66));

    /** Which anatomies, by their use. */
    enum Anatomy {
        ALL,
        TRAINING,
        TEST
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "OUT", description = "folder of the cohort")
    private Path out;

    @Option(names = "--cases", required = true, paramLabel = "N", description = "number of patients")
    private int cases;

    @Option(names = "--seed", required = true, paramLabel = "S", description = "seed of every random choice")
    private long seed;

    @Option(
            names = "--regime",
            paramLabel = "NAME",
            description =
                    "realistic: like the challenge's scans; randomized: contrast, resolution, noise, field of view and "
                            + "missing images vary widely, for training (default: realistic)")
    private AcquisitionDomain regime = AcquisitionDomain.REALISTIC;

    @Option(
            names = "--grid",
            paramLabel = "GRID",
            description =
                    "ruijin (300 x 300 x 70), nuclei (its part around the nuclei, 140 x 170 x 66: a quarter of the "
                            + "voxels), "
                            + "iso1 (1 mm), or a NIfTI file whose grid is used (default: ${DEFAULT-VALUE})")
    private String grid = "ruijin";

    @Option(
            names = "--prevalence",
            paramLabel = "P",
            description = "proportion of patients with the disease (default: ${DEFAULT-VALUE})")
    private double prevalence = 0.5;

    @Option(
            names = "--confounded",
            arity = "0..1",
            fallbackValue = "ALIGNED",
            paramLabel = "HOW",
            description = "confound the scanner with the diagnosis: aligned, or reversed, so that what was learned on "
                    + "aligned data misleads")
    private Confounding confounding = Confounding.NONE;

    @Option(
            names = "--anatomy",
            paramLabel = "USE",
            description = "all, training or test anatomies of the bank (default: all)")
    private Anatomy anatomy = Anatomy.ALL;

    @Option(
            names = "--anatomy-only",
            split = ",",
            paramLabel = "NAME",
            description = "use only these composites, heads or masks")
    private List<String> only = List.of();

    @Option(
            names = "--anatomy-exclude",
            split = ",",
            paramLabel = "NAME",
            description = "leave out these composites, heads or masks")
    private List<String> exclude = List.of();

    @Option(
            names = "--mirrored",
            description = "mirror the anatomy of every other patient, so that lopsided masks are not taken for a "
                    + "difference of the sides; the patients' own values stay")
    private boolean mirrored;

    @Option(names = "--bank", paramLabel = "FILE", description = "use this anatomy bank instead of the bundled one")
    private Optional<Path> bankFile = Optional.empty();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Override
    public Integer call() throws IOException {
        if (cases < 1) {
            throw wrong("--cases must be at least 1, not " + cases);
        }
        if (!(prevalence >= 0 && prevalence <= 1)) {
            throw wrong("--prevalence must be 0 to 1, not " + prevalence);
        }
        AnatomyBank bank = bankFile.isPresent() ? AnatomyBank.open(bankFile.get()) : AnatomyBank.builtIn();
        CohortRecipe recipe = new CohortRecipe(seed, regime, prevalence, confounding, anatomies(bank), wantedGrid())
                .withMirrored(mirrored);
        CohortWriter writer = new CohortWriter(bank, PopulationModel.ruijin(), recipe, Version.number());
        OutputFolders.requireWritable(out);
        CohortSummary summary;
        try (Workers workers = threads.workers();
                Progress progress =
                        new Progress("synthesizing", cases, spec.commandLine().getErr())) {
            summary = writer.write(out, cases, workers, progress::step);
        }
        PrintWriter print = spec.commandLine().getOut();
        print.println(Format.count(cases - summary.failures().size(), "case") + " of "
                + Format.count(recipe.anatomies().size(), "composite") + " in " + out);
        print.println(summary.checks().describe());
        summary.bayesOptimal()
                .ifPresent(b -> print.printf(
                        Locale.ROOT,
                        "Best possible accuracy of a diagnosis: %.3f; effect size of the nigra's susceptibility: "
                                + "%.2f%n",
                        b.accuracy(),
                        b.nigraEffectSize()));
        summary.failures().values().forEach(why -> spec.commandLine()
                .getErr()
                .println("substantia: " + why + "; the case could not be written"));
        return summary.failures().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    private List<String> anatomies(AnatomyBank bank) {
        for (List<String> names : List.of(only, exclude)) {
            for (String name : names) {
                if (bank.entries().stream().noneMatch(entry -> isNamed(entry, name))) {
                    throw wrong("the bank has no composite, head or mask " + name
                            + "; `substantia anatomy list` names them");
                }
            }
        }
        List<String> ids = bank.entries().stream()
                .filter(entry -> anatomy == Anatomy.ALL || entry.test() == (anatomy == Anatomy.TEST))
                .filter(entry -> only.isEmpty() || only.stream().anyMatch(name -> isNamed(entry, name)))
                .filter(entry -> exclude.stream().noneMatch(name -> isNamed(entry, name)))
                .map(AnatomyBank.Entry::id)
                .toList();
        if (ids.isEmpty()) {
            throw wrong("no composite is left to synthesize from");
        }
        return ids;
    }

    private static boolean isNamed(AnatomyBank.Entry entry, String name) {
        return name.equals(entry.id()) || name.equals(entry.headId()) || name.equals(entry.maskId());
    }

    private Optional<Geometry> wantedGrid() throws IOException {
        return switch (grid.toLowerCase(Locale.ROOT)) {
            case "ruijin" -> Optional.empty();
            case "nuclei" -> Optional.of(NUCLEI);
            case "iso1" -> Optional.of(ISO_1);
            default -> Optional.of(Nifti.readHeader(Path.of(grid)).geometry());
        };
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
