package org.substantia.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import org.substantia.base.io.FileFaults;
import org.substantia.cli.command.AnatomyCommand;
import org.substantia.cli.command.BiomarkersCommand;
import org.substantia.cli.command.CompareCommand;
import org.substantia.cli.command.DemoCommand;
import org.substantia.cli.command.EvaluateCommand;
import org.substantia.cli.command.PredictCommand;
import org.substantia.cli.command.StatisticsCommand;
import org.substantia.cli.command.SynthesizeCommand;
import org.substantia.cli.command.TrainCommand;
import org.substantia.cli.command.ValidateCommand;
import org.substantia.cli.console.Console;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code substantia}: parses the command line, runs one command, turns its outcome into an exit status. */
@Command(
        name = "substantia",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Deep gray matter nuclei and Parkinson's disease from T1, QSM and neuromelanin MRI: scores masks as the "
                    + "PDCADxFoundation challenge does, checks cohorts and describes them.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:a fault of the program",
            "2:a wrong command line",
            "3:input data were wrong: some or all cases failed, the others are complete"
        },
        footer = {"", "substantia COMMAND --help explains a command and gives examples."},
        subcommands = {
            EvaluateCommand.class,
            CompareCommand.class,
            ValidateCommand.class,
            StatisticsCommand.class,
            SynthesizeCommand.class,
            AnatomyCommand.class,
            TrainCommand.class,
            PredictCommand.class,
            BiomarkersCommand.class,
            DemoCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

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
                .setExecutionExceptionHandler((e, commandLine, parsed) -> explain(e, errWriter));
        int status = line.execute(args);
        line.getOut().flush();
        errWriter.flush();
        return status;
    }

    /** The parser with every command. */
    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }

    private static int explain(Exception e, PrintWriter err) {
        if (e instanceof IOException fault) {
            err.println("substantia: " + message(fault));
            return ExitCode.DATA;
        }
        err.println("substantia: a fault of the program; please report it with what follows");
        e.printStackTrace(err);
        return ExitCode.INTERNAL;
    }

    /** The file system's exceptions hold a bare path as message; every other names its file already. */
    private static String message(IOException e) {
        return e instanceof FileSystemException fault && fault.getFile() != null
                ? fault.getFile() + ": " + FileFaults.reason(e)
                : String.valueOf(e.getMessage());
    }
}
