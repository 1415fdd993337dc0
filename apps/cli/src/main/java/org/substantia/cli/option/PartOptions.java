package org.substantia.cli.option;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.split.Part;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which cases of a cohort a run takes, for jobs that share the work. */
public final class PartOptions {
    private static final String OF_THE_ARRAY = "array";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"--participant-label", "--participant_label"},
            arity = "1..*",
            paramLabel = "LABEL",
            description = "only these subjects: labels as BIDS has them, with or without sub-; or ids of cases")
    private List<String> labels = List.of();

    @Option(
            names = "--part",
            arity = "0..1",
            fallbackValue = OF_THE_ARRAY,
            paramLabel = "I/N",
            description =
                    "only part I of N, counted from 0; without I/N the part is that of this job in its array (Slurm, "
                            + "Grid Engine, LSF)")
    private Optional<String> part = Optional.empty();

    @Option(
            names = "--skip-done",
            negatable = true,
            description =
                    "leave cases alone whose results were made from the same images with the same version, models and "
                            + "options (default: with --part)")
    private Optional<Boolean> skipDone = Optional.empty();

    /** Lists a cohort, or as much of it as is wanted. */
    public Cohort open(Path path) throws CohortException {
        return labels.isEmpty() ? Cohort.open(path) : Cohort.open(path, labels);
    }

    /** The cases of this run. */
    public List<CaseFolder> select(Cohort cohort) {
        return part().map(p -> p.of(cohort.cases())).orElse(cohort.cases());
    }

    /** Whether other runs write into the same folder, so that this one leaves files about all cases alone. */
    public boolean isPart() {
        return part.isPresent() || !labels.isEmpty();
    }

    /** Whether this run tells what of the cohort was not recognized: one of the parts does. */
    public boolean tellsOfPassedOver() {
        return part().map(p -> p.index() == 0).orElse(true);
    }

    public boolean skipsFinished() {
        return skipDone.orElse(part.isPresent());
    }

    private Optional<Part> part() {
        try {
            return part.map(text -> text.equals(OF_THE_ARRAY)
                    ? Part.ofArray(System.getenv())
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "--part: this is no job of an array (Slurm, Grid Engine, LSF); name the "
                                            + "part, such as --part 0/8"))
                    : Part.parse(text));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
