package org.substantia.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.substantia.foundation.checkpoint.CheckpointReader;
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
     * @return the same analysis by the copies
     */
    static AnalysisOptions write(AnalysisOptions options, Path root) throws IOException {
        PackedModels models = new PackedModels(root);
        AnalysisOptions copied = models.copy(options);
        Files.write(root.resolve("options"), models.arguments);
        return copied;
    }

    private AnalysisOptions copy(AnalysisOptions options) throws IOException {
        AnalysisOptions copied = options;
        if (!options.segmentationModels().isEmpty()) {
            arguments.add("--model");
            List<String> models = new ArrayList<>();
            for (String model : options.segmentationModels()) {
                models.add(BuiltIn.isMeant(Path.of(model)) ? named(model) : copy(List.of(Path.of(model))));
            }
            copied = copied.withSegmentationModels(models);
        }
        DiagnosisChoice diagnosis = options.diagnosis();
        if (diagnosis.kind() == DiagnosisChoice.Kind.FILE) {
            arguments.add("--diagnosis");
            String file = copy(List.of(Path.of(diagnosis.file())));
            diagnosis = new DiagnosisChoice(diagnosis.kind(), file, diagnosis.encoder());
        }
        // One encoder serves models of both kinds.
        if (!options.encoder().isEmpty()) {
            arguments.add("--encoder");
            Path given = Path.of(options.encoder());
            String encoder = BuiltIn.isMeant(given)
                    ? named(options.encoder())
                    : copy(CheckpointReader.read(given).files());
            copied = copied.withEncoder(encoder);
            if (!diagnosis.encoder().isEmpty()) {
                diagnosis = new DiagnosisChoice(diagnosis.kind(), diagnosis.file(), encoder);
            }
        }
        if (options.augmented()) {
            arguments.add("--tta");
        }
        if (!options.registration()) {
            arguments.add("--no-registration");
        }
        return copied.withDiagnosis(diagnosis);
    }

    /** A model that the program holds. */
    private String named(String model) {
        arguments.add(model);
        return model;
    }

    /**
     * Copies the files of a model into a folder of its own.
     *
     * @param files the first is the one that options name
     * @return its copy
     */
    private String copy(List<Path> files) throws IOException {
        String place = FOLDER + "/" + ++count;
        Path folder = Files.createDirectories(root.resolve(place));
        for (Path file : files) {
            Files.copy(file, folder.resolve(file.getFileName().toString()));
        }
        Path first = files.get(0).getFileName();
        arguments.add(HOME + "/" + place + "/" + first);
        return folder.resolve(first.toString()).toString();
    }
}
