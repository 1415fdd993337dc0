package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ThreadsOption;
import org.substantia.cli.output.TextTable;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.anatomy.build.AnatomyBankBuilder;
import org.substantia.synthesis.anatomy.build.AnatomyBankOptions;
import org.substantia.synthesis.anatomy.build.CompositeQuality;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code substantia anatomy}: the composite anatomies that synthetic patients are made of. */
@Command(
        name = "anatomy",
        mixinStandardHelpOptions = true,
        description = {
            "Lists or builds the composite anatomies that synthetic patients are made of.",
            "A composite joins the head of one real subject with the nuclei traced in another, in one consistent "
                    + "anatomy "
                    + "(docs/explanation/anatomy-bank.md).",
            ""
        })
public final class AnatomyCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is needed: list or build");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = {"Lists the composites of a bank.", ""},
            footer = {"", "Example:", "  substantia anatomy list"})
    int list(
            @Option(names = "--bank", paramLabel = "FILE", description = "use this bank instead of the bundled one")
                    Optional<Path> bank)
            throws IOException {
        AnatomyBank opened = bank.isPresent() ? AnatomyBank.open(bank.get()) : AnatomyBank.builtIn();
        TextTable table = new TextTable("Composite", "head", "mask", "use");
        for (AnatomyBank.Entry entry : opened.entries()) {
            table.row(entry.id(), entry.headId(), entry.maskId(), entry.test() ? "test" : "training");
        }
        spec.commandLine().getOut().println(table);
        return ExitCode.OK;
    }

    @Command(
            name = "build",
            mixinStandardHelpOptions = true,
            description = {
                "Builds a bank from whole-head label maps and masks of nuclei.",
                "Every composite is checked; those that fail a threshold are listed and left out. The same sources and "
                        + "options give the same file on any number of threads.",
                ""
            },
            footer = {
                "",
                "Example:",
                "  substantia anatomy build --heads head-labels --masks ruijin-masks --out my.bank"
            })
    int build(
            @Option(
                            names = "--heads",
                            required = true,
                            paramLabel = "DIR",
                            description = "label maps of whole heads: *.nii.gz with FreeSurfer labels")
                    Path heads,
            @Option(
                            names = "--masks",
                            required = true,
                            paramLabel = "DIR",
                            description = "folder with ID/QSM_mask.nii.gz and ID/NM_mask.nii.gz (or _pred)")
                    Path masks,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "the bank to write") Path out,
            @Option(
                            names = "--test-heads",
                            split = ",",
                            paramLabel = "ID",
                            description = "heads reserved for tests (default: training_seg_15, training_seg_16, "
                                    + "training_seg_17)")
                    List<String> testHeads,
            @Option(
                            names = "--test-masks",
                            split = ",",
                            paramLabel = "ID",
                            description = "masks reserved for tests (default: RJPD_010)")
                    List<String> testMasks,
            @Option(
                            names = "--credit",
                            paramLabel = "TEXT",
                            description =
                                    "origin and license of the sources, stored in the bank (default: those of the "
                                            + "public sources)")
                    List<String> credits,
            @Mixin ThreadsOption threads)
            throws IOException {
        AnatomyBankOptions options = AnatomyBankOptions.defaults(Version.number());
        options = options.withTest(
                testHeads == null ? options.testHeads() : names(testHeads),
                testMasks == null ? options.testMasks() : names(testMasks));
        if (credits != null) {
            options = options.withCredits(credits);
        }
        OutputFolders.requireWritableFile(out);
        PrintWriter print = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        AtomicBoolean leftOut = new AtomicBoolean();
        List<CompositeQuality> composites;
        try (Workers workers = threads.workers()) {
            composites = AnatomyBankBuilder.build(
                    heads,
                    masks,
                    out,
                    options,
                    workers,
                    quality -> {
                        print.println(quality.summary());
                        print.flush();
                    },
                    why -> {
                        leftOut.set(true);
                        err.println("substantia: " + why + "; it is left out");
                    });
        }
        long passed = composites.stream().filter(CompositeQuality::passes).count();
        print.println(Format.count(passed, "composite") + " of " + composites.size() + " passed; bank: " + out);
        return passed == 0 || leftOut.get() ? ExitCode.DATA : ExitCode.OK;
    }

    private static Set<String> names(List<String> list) {
        return new LinkedHashSet<>(list);
    }
}
