package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        PrintWriter out = spec.commandLine().getOut();
        out.println(table);
        opened.index()
                .shapes()
                .ifPresent(shapes -> out.println("Shapes of " + shapes.persons().size() + " people for training"));
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
                "  substantia anatomy build --heads head-labels --masks ruijin-masks \\",
                "      --shapes head-labels-hoa2 --out my.bank"
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
            @Option(
                            names = "--shapes",
                            paramLabel = "DIR",
                            description = "subcortical label maps of the Harvard-Oxford Atlas 2.0: *.nii.gz, one a "
                                    + "person, from which the bank learns how people differ in shape")
                    Optional<Path> shapes,
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
        AnatomyBankBuilder.Sources sources = new AnatomyBankBuilder.Sources(heads, masks, shapes);
        requireKnown("--test-heads", testHeads, sources.headNames());
        requireKnown("--test-masks", testMasks, sources.maskNames());
        AnatomyBankOptions options = AnatomyBankOptions.defaults(Version.number());
        options = options.withTest(
                testHeads == null ? options.testHeads() : names(testHeads),
                testMasks == null ? options.testMasks() : names(testMasks));
        if (credits != null) {
            options = options.withCredits(credits);
        }
        OutputFolders.requireWritableFile(out);
        BuildProgress progress = new BuildProgress(
                spec.commandLine().getOut(), spec.commandLine().getErr());
        List<CompositeQuality> composites;
        try (Workers workers = threads.workers()) {
            composites = AnatomyBankBuilder.build(sources, out, options, workers, progress);
        }
        long passed = composites.stream().filter(CompositeQuality::passes).count();
        spec.commandLine()
                .getOut()
                .println(Format.count(passed, "composite") + " of " + composites.size() + " passed; bank: " + out);
        return passed == 0 || progress.leftOut() ? ExitCode.DATA : ExitCode.OK;
    }

    /** Prints a line for everything that is done, and one to standard error for everything that is left out. */
    private static final class BuildProgress implements AnatomyBankBuilder.Listener {
        private final PrintWriter out;
        private final PrintWriter err;
        private volatile boolean leftOut;

        BuildProgress(PrintWriter out, PrintWriter err) {
            this.out = out;
            this.err = err;
        }

        boolean leftOut() {
            return leftOut;
        }

        @Override
        public void composite(CompositeQuality quality) {
            print(quality.summary());
        }

        @Override
        public void person(String summary) {
            print(summary);
        }

        @Override
        public void leftOut(String reason) {
            leftOut = true;
            err.println("substantia: " + reason + "; it is left out");
        }

        private void print(String line) {
            out.println(line);
            out.flush();
        }
    }

    /** A name that nothing has would leave what it means among the training anatomy. */
    private void requireKnown(String option, List<String> given, Set<String> known) {
        for (String name : given == null ? List.<String>of() : given) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), option + ": there is no " + name + " among " + String.join(", ", known));
            }
        }
    }

    private static Set<String> names(List<String> list) {
        return new LinkedHashSet<>(list);
    }
}
