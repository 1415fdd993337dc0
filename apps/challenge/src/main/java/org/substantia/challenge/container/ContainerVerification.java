package org.substantia.challenge.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.substantia.base.io.FileTrees;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.anatomy.Modality;

/**
 * Verifies an image: a look at it without running it, a dry run on public cases, a run on the cases of the phase, and a
 * comparison with what the team submitted. Each step needs the one before.
 *
 * @param engine that runs it
 * @param limits for what the image may be
 * @param memoryBytes and cores that a run may use
 * @param maxSecondsPerCase more fails
 * @param minDice the least agreement of any structure with the submitted mask; less fails
 */
public record ContainerVerification(
        ContainerEngine engine,
        ImageLimits limits,
        long memoryBytes,
        double cores,
        double maxSecondsPerCase,
        double minDice) {
    private static final long DISK_PER_CASE = 256L << 20;
    private static final int PROCESSES = 4096;

    /** Time to start with, whatever the number of cases: a program may have to load its models. */
    private static final Duration START = Duration.ofMinutes(2);

    /**
     * What is verified against what.
     *
     * @param fileName what messages call the image
     * @param publicCases folder of the dry run, with a folder of images for each case
     * @param cases folder of the phase's cases; empty to do the dry run only
     * @param submission archive of the team; empty to compare with nothing
     * @param work a folder on a disk with room for the unpacked image; nothing stays in it
     */
    public record Task(
            Path image,
            String fileName,
            Path publicCases,
            Optional<Path> cases,
            Optional<Path> submission,
            Path work) {}

    /** @throws IOException if the machine could not do it, which says nothing about the image */
    public ContainerReport verify(Task task, String programVersion, Clock clock)
            throws IOException, InterruptedException {
        Path collected = Files.createTempDirectory(task.work(), "collected");
        try {
            return verify(task, collected, programVersion, clock);
        } finally {
            FileTrees.delete(collected);
        }
    }

    private ContainerReport verify(Task task, Path collected, String programVersion, Clock clock)
            throws IOException, InterruptedException {
        ContainerReport.Image image =
                new ContainerReport.Image(task.fileName(), Sha256.hex(task.image()), Files.size(task.image()));
        ImageCheck.Report check = ImageCheck.check(task.image(), task.fileName(), limits);
        Optional<ContainerReport.Stage> dryRun = Optional.empty();
        Optional<ContainerReport.Stage> run = Optional.empty();
        Optional<ContainerReport.Agreement> agreement = Optional.empty();
        if (check.passed()) {
            dryRun = Optional.of(stage(task, task.publicCases(), collected.resolve("dry-run")));
        }
        if (task.cases().isPresent() && passed(dryRun)) {
            run = Optional.of(stage(task, task.cases().get(), collected.resolve("run")));
            if (task.submission().isPresent()) {
                agreement = Optional.of(OutputComparison.compare(
                        collected.resolve("run"), task.submission().get()));
            }
        }
        boolean passed = passed(dryRun)
                && (task.cases().isEmpty() || passed(run))
                && (task.submission().isEmpty()
                        || agreement.filter(this::agrees).isPresent());
        return new ContainerReport(
                programVersion,
                clock.instant(),
                image,
                check.unpackedBytes(),
                check.layers(),
                engine.name(),
                check.lines(),
                dryRun,
                run,
                agreement,
                passed);
    }

    private boolean passed(Optional<ContainerReport.Stage> stage) {
        return stage.filter(s -> s.passed(maxSecondsPerCase)).isPresent();
    }

    private boolean agrees(ContainerReport.Agreement agreement) {
        return agreement.masks() + agreement.labels() > 0
                && agreement.lowestDice() >= minDice
                && agreement.equalLabels() == agreement.labels();
    }

    private ContainerReport.Stage stage(Task task, Path cases, Path collected)
            throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(task.work(), "run");
        try {
            Path inputs = Files.createDirectory(work.resolve("inputs"));
            List<String> ids = copy(cases, inputs);
            Path outputs = Files.createDirectory(work.resolve("outputs"));
            Files.setPosixFilePermissions(outputs, PosixFilePermissions.fromString("rwxrwxrwx"));
            Duration wall = START.plusMillis((long) (1000 * maxSecondsPerCase * ids.size()));
            ContainerEngine.Ended ended = engine.run(new ContainerEngine.Run(
                    task.image(),
                    inputs,
                    outputs,
                    work,
                    new RunLimits(memoryBytes, DISK_PER_CASE * (ids.size() + 1), PROCESSES, cores, wall)));
            List<String> missing = OutputCollection.collect(outputs, ids, collected);
            return new ContainerReport.Stage(
                    ids.size(),
                    ended.status(),
                    ended.exceeded(),
                    Math.round(ended.wall().toMillis() / (double) ids.size()) / 1000.0,
                    ended.peakMemory(),
                    missing,
                    ImageCheck.printable(ended.output()));
        } finally {
            FileTrees.delete(work);
        }
    }

    /** Copies the images of all cases, and nothing else of what may lie beside them: a reference mask above all. */
    private static List<String> copy(Path cases, Path inputs) throws IOException {
        List<Path> folders;
        try (Stream<Path> files = Files.list(cases)) {
            folders = files.filter(Files::isDirectory).sorted().toList();
        }
        for (Path folder : folders) {
            Path target =
                    Files.createDirectory(inputs.resolve(folder.getFileName().toString()));
            for (Modality modality : Modality.values()) {
                Path image = folder.resolve(modality.name() + ".nii.gz");
                if (Files.isRegularFile(image)) {
                    Files.copy(image, target.resolve(image.getFileName().toString()));
                }
            }
        }
        if (folders.isEmpty()) {
            throw new IOException(cases + ": has no folder of a case");
        }
        return folders.stream().map(folder -> folder.getFileName().toString()).toList();
    }
}
