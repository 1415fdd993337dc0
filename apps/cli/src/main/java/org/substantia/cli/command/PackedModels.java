package org.substantia.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.DiagnosisChoice;

/**
 * The models that a container image is packed with, and the file {@code options} that its {@code auto_run.sh} hands to
 * {@code predict}, an argument on each line. Every file lies in a folder of its own, since names may be alike and what
 * an analysis writes tells them.
 */
final class PackedModels {
    /** Where the image has the program. */
    private static final String HOME = "/opt/substantia";

    private static final String FOLDER = "models";
    private static final String CONFIGURATION = "config.json";

    private final Path root;
    private final List<String> arguments = new ArrayList<>();
    private int count;

    private PackedModels(Path root) {
        this.root = root;
    }

    /**
     * Copies the models of an analysis, which can be opened, and writes the options.
     *
     * @param root what will be the program's folder in the image
     */
    static void write(AnalysisOptions options, Path root) throws IOException {
        PackedModels models = new PackedModels(root);
        models.add(options);
        Files.write(root.resolve("options"), models.arguments);
    }

    private void add(AnalysisOptions options) throws IOException {
        if (!options.segmentationModels().isEmpty()) {
            arguments.add("--model");
            for (String model : options.segmentationModels()) {
                add(Path.of(model), BuiltIn.PATH);
            }
        }
        if (options.diagnosis().kind() == DiagnosisChoice.Kind.FILE) {
            arguments.add("--diagnosis");
            add(Path.of(options.diagnosis().file()));
        }
        // One encoder serves models of both kinds.
        if (!options.encoder().isEmpty()) {
            arguments.add("--encoder");
            add(Path.of(options.encoder()), BuiltIn.PATH);
        }
        if (options.augmented()) {
            arguments.add("--tta");
        }
        if (!options.registration()) {
            arguments.add("--no-registration");
        }
    }

    /** @param bundled what names a model that the program holds */
    private void add(Path given, Path bundled) throws IOException {
        if (given.equals(bundled) && !Files.exists(given)) {
            arguments.add(given.toString());
            return;
        }
        add(given);
    }

    private void add(Path given) throws IOException {
        String place = FOLDER + "/" + ++count;
        Path folder = Files.createDirectories(root.resolve(place));
        if (Files.isDirectory(given)) {
            try (Stream<Path> files = Files.list(given)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    copy(file, folder);
                }
            }
            arguments.add(HOME + "/" + place);
            return;
        }
        copy(given, folder);
        Path configuration = given.resolveSibling(CONFIGURATION);
        if (Files.isRegularFile(configuration)) {
            // An encoder's file alone may not tell all of its architecture.
            copy(configuration, folder);
        }
        arguments.add(HOME + "/" + place + "/" + given.getFileName());
    }

    private static void copy(Path file, Path folder) throws IOException {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
    }
}
