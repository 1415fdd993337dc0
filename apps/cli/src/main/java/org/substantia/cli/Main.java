package org.substantia.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.FileFaults;
import org.substantia.cli.adaptation.AdaptCommand;
import org.substantia.cli.command.AnatomyCommand;
import org.substantia.cli.command.AnnotateCommand;
import org.substantia.cli.command.BidsAppCommand;
import org.substantia.cli.command.BiomarkersCommand;
import org.substantia.cli.command.ChallengeCommand;
import org.substantia.cli.command.CompareCommand;
import org.substantia.cli.command.DemoCommand;
import org.substantia.cli.command.EvaluateCommand;
import org.substantia.cli.command.GroupCommand;
import org.substantia.cli.command.PackageCommand;
import org.substantia.cli.command.PredictCommand;
import org.substantia.cli.command.ServeCommand;
import org.substantia.cli.command.StatisticsCommand;
import org.substantia.cli.command.SubmitCommand;
import org.substantia.cli.command.SynthesizeCommand;
import org.substantia.cli.command.ValidateCommand;
import org.substantia.cli.command.ViewCommand;
import org.substantia.cli.console.CommandGroups;
import org.substantia.cli.console.Console;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Version;
import org.substantia.cli.console.WrongCommandLine;
import org.substantia.cli.foundation.FoundationCommand;
import org.substantia.cli.training.DistillCommand;
import org.substantia.cli.training.TrainCommand;
import org.substantia.pipeline.MemoryFaults;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code substantia}: parses the command line, runs one command, turns its outcome into an exit status. */
@Command(
        name = "substantia",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Segments deep gray matter nuclei in T1, QSM and neuromelanin MRI, measures them and estimates the "
                    + "probability "
                    + "of Parkinson's disease. Trains the models that do it and scores them as the PDCADxFoundation "
                    + "challenge does. For research only.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:success",
            "1:a fault of the program, or too little memory",
            "2:a wrong command line",
            "3:wrong input data: some or all cases failed; the others are complete"
        },
        footer = {"", "Run 'substantia COMMAND --help' for the options of a command and an example."},
        subcommands = {
            EvaluateCommand.class,
            CompareCommand.class,
            ValidateCommand.class,
            StatisticsCommand.class,
            SynthesizeCommand.class,
            AnatomyCommand.class,
            TrainCommand.class,
            DistillCommand.class,
            FoundationCommand.class,
            AdaptCommand.class,
            PredictCommand.class,
            GroupCommand.class,
            BidsAppCommand.class,
            BiomarkersCommand.class,
            ViewCommand.class,
            AnnotateCommand.class,
            DemoCommand.class,
            ServeCommand.class,
            ChallengeCommand.class,
            SubmitCommand.class,
            PackageCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private static final CommandGroups GROUPS = new CommandGroups(groups());

    private Main() {}

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("Analyze", List.of("predict", "group", "bids-app", "biomarkers", "statistics", "validate", "demo"));
        groups.put("See and draw", List.of("view", "annotate"));
        groups.put("Score", List.of("evaluate", "compare"));
        groups.put("Train", List.of("train", "distill", "foundation", "adapt"));
        groups.put("Simulate", List.of("synthesize", "anatomy"));
        groups.put("Serve", List.of("serve", "challenge", "submit"));
        groups.put("Package", List.of("package"));
        return groups;
    }

    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    /** Runs one command line as {@link #main} does, but returns the exit status; what tests call. */
    static int run(Appendable out, Appendable err, String... args) {
        PrintWriter errWriter = Console.writer(err);
        CommandLine line = commandLine()
                .setOut(Console.writer(out))
                .setErr(errWriter)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(new WrongCommandLine())
                .setExecutionExceptionHandler((e, commandLine, parsed) -> explain(e, errWriter));
        int status;
        try {
            status = line.execute(args);
        } catch (OutOfMemoryError e) {
            status = explain(new IllegalStateException(e), errWriter);
        }
        line.getOut().flush();
        errWriter.flush();
        return status;
    }

    /** The parser with every command. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        GROUPS.showIn(line);
        return line;
    }

    private static int explain(Exception e, PrintWriter err) {
        if (e instanceof IOException fault) {
            err.println("substantia: " + message(fault));
            return ExitCode.DATA;
        }
        Optional<String> memory = MemoryFaults.explain(e);
        if (memory.isPresent()) {
            err.println("substantia: " + memory.get());
            return ExitCode.INTERNAL;
        }
        err.println("substantia: a fault of the program; please report it with what follows");
        e.printStackTrace(err);
        return ExitCode.INTERNAL;
    }

    /** The file system's exceptions hold a bare path as message; every other names its file already. */
    static String message(IOException e) {
        return e instanceof FileSystemException fault && fault.getFile() != null
                ? fault.getFile() + ": " + FileFaults.reason(e)
                : FileFaults.reason(e);
    }
}
