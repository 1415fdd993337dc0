package org.substantia.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.spark.SparkException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code substantia cluster}: what {@code spark-submit} starts. */
@Command(
        name = "substantia cluster",
        mixinStandardHelpOptions = true,
        description = {"Scores and analyzes cases on Apache Spark.", ""},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:success",
            "1:a fault of the program or of a machine",
            "2:a wrong command line",
            "3:wrong input data: some or all cases failed; the others are complete"
        },
        subcommands = {EvaluateJob.class, PredictJob.class, SynthesizeJob.class})
public final class Main {
    static final int OK = 0;
    static final int INTERNAL = 1;
    static final int DATA = 3;

    private static final String VERSION = readVersion();

    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs one command line as {@link #main} does, but returns the exit status. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        int status = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, line, parsed) -> explain(e, err))
                .execute(args);
        out.flush();
        err.flush();
        return status;
    }

    private static int explain(Exception e, PrintWriter err) {
        if (e instanceof IOException) {
            err.println("substantia: " + e.getMessage());
            return DATA;
        }
        String message = String.valueOf(e.getMessage());
        int machine = message.indexOf(MachineException.class.getName());
        if (machine >= 0) {
            String line = message.substring(machine).lines().findFirst().orElse(message);
            err.println("substantia: a machine failed, and others as well: " + line.substring(line.indexOf(' ') + 1));
            return INTERNAL;
        }
        if (e instanceof SparkException) {
            err.println("substantia: the job was given up: "
                    + message.lines().findFirst().orElse(message));
            return INTERNAL;
        }
        err.println("substantia: a fault of the program; please report it with what follows");
        e.printStackTrace(err);
        return INTERNAL;
    }

    /** Of the program, the same as that of the command line. */
    static String version() {
        return VERSION;
    }

    private static String readVersion() {
        Properties properties = new Properties();
        try (InputStream in = Main.class.getResourceAsStream("/org/substantia/cluster/version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
