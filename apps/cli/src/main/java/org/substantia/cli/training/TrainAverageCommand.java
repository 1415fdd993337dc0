package org.substantia.cli.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.Overwritten;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.segmentation.model.WeightAverage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia train average}: one model of the mean weights of several. */
@Command(
        name = "average",
        mixinStandardHelpOptions = true,
        description = {
            "Averages the weights of segmentation models (docs/how-to/train-a-segmenter.md).",
            "For a model and what was trained on from it: what lies between them costs as much as one and often does "
                    + "better on scans of another kind. Models that began differently have no mean of weights; "
                    + "predict --model A B averages their probabilities.",
            ""
        },
        footer = {"", "Example:", "  substantia train average built-in tuned/model.safetensors --out mean.safetensors"})
public final class TrainAverageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "MODEL",
            description = "two or more model files of one plan, or built-in for the bundled one")
    private List<Path> models;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "the model file to write")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (models.size() < 2) {
            throw new ParameterException(spec.commandLine(), "at least two models are needed for an average");
        }
        for (Path model : models) {
            Overwritten.refuse(model, out, spec);
        }
        OutputFolders.requireWritableFile(out);
        SafeTensors.write(out, WeightAverage.of(models, Map.of("substantia.version", Version.number())));
        spec.commandLine().getOut().println("model: " + out);
        return ExitCode.OK;
    }
}
