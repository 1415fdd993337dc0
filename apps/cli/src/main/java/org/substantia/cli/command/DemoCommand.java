package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.substantia.cli.console.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia demo}: the main job from nothing, as a user would do it, command by command. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the whole analysis on a few synthetic patients and scores the result.",
            "Makes the patients from anatomies that no model was trained on, analyzes them, writes their reports "
                    + "and scores "
                    + "the masks and diagnoses against the truth. Shows each command that it runs.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  substantia demo my-demo --cases 3")
public final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "a new or empty folder for all files (default: ${DEFAULT-VALUE})")
    private Path folder = Path.of("demo");

    @Option(names = "--cases", paramLabel = "N", description = "number of patients (default: ${DEFAULT-VALUE})")
    private int cases = 6;

    @Option(names = "--seed", paramLabel = "S", description = "seed of every random choice (default: ${DEFAULT-VALUE})")
    private long seed = 2025;

    @Override
    public Integer call() throws IOException {
        if (cases < 1) {
            throw new ParameterException(spec.commandLine(), "--cases must be at least 1, not " + cases);
        }
        requireEmpty();
        PrintWriter out = spec.commandLine().getOut();
        for (List<String> step : steps()) {
            out.println("$ substantia " + String.join(" ", step));
            out.flush();
            int status = spec.root().commandLine().execute(step.toArray(String[]::new));
            if (status != ExitCode.OK) {
                return status;
            }
            out.println();
        }
        out.println("Open " + folder.resolve("results").resolve("index.html")
                + " in a browser: one report per patient. Truth: " + folder.resolve("patients") + ".");
        return ExitCode.OK;
    }

    private void requireEmpty() throws IOException {
        if (Files.isDirectory(folder)) {
            try (var entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw new IOException(folder + ": is not empty; name another folder");
                }
            }
        }
    }

    /** The command lines, one after the other. */
    private List<List<String>> steps() {
        String patients = folder.resolve("patients").toString();
        String results = folder.resolve("results").toString();
        String scores = folder.resolve("scores").toString();
        return List.of(
                List.of(
                        "synthesize",
                        patients,
                        "--cases",
                        Integer.toString(cases),
                        "--seed",
                        Long.toString(seed),
                        "--anatomy",
                        "test"),
                List.of("predict", patients, results),
                List.of("evaluate", patients, results, "--out", scores));
    }
}
