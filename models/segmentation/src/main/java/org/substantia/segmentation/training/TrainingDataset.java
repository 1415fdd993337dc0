package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.segmentation.inference.Segmenter;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.sample.SampleFactory;
import org.substantia.segmentation.training.sample.SampleFile;
import org.substantia.segmentation.training.sample.SampleSource;
import org.substantia.segmentation.training.sample.SyntheticSampleSource;
import org.substantia.segmentation.training.sample.TrainingSample;
import org.substantia.synthesis.anatomy.AnatomyBank;

/**
 * What a model is trained on: synthetic cases, a cohort's cases, or both. Samples are kept in a folder, so that a
 * resumed run does not make them again. Their names tell what they were made of, so that samples of other cases, masks,
 * plans or seeds are never taken for them; folders for samples of another program, or made with another locator, are to
 * be others. Close it to end the generator.
 */
public final class TrainingDataset implements AutoCloseable {
    private static final int DIGITS = 16;

    private final SampleSource source;
    private final String description;

    private TrainingDataset(SampleSource source, String description) {
        this.source = source;
        this.description = description;
    }

    static TrainingDataset of(SampleSource source, String description) {
        return new TrainingDataset(source, description);
    }

    /** Which samples these are, in one line: where it differs, so do they. */
    String describe() {
        return description;
    }

    TrainingSample draw(long step, long seed) throws IOException {
        return source.draw(step, seed);
    }

    /**
     * Synthetic cases of the bank's training anatomies, of both acquisition domains in turn, made during training.
     *
     * @param folder for the samples
     * @param cases at most, some 20 MB each
     * @param perStep cases that are added per training step, 0.1 or so: a case costs as much as a few steps
     * @param threads that make them
     */
    public static TrainingDataset synthetic(
            Path folder, SegmentationPlan plan, AnatomyBank bank, long seed, int cases, double perStep, int threads)
            throws IOException {
        String madeOf = digest(CaseSampler.essence(plan) + bank.sha256() + seed);
        return new TrainingDataset(
                new SyntheticSampleSource(
                        folder.resolve(madeOf), new SampleFactory(plan), bank, seed, cases, perStep, threads),
                cases + " synthetic patients of the bank " + bank.sha256());
    }

    private static String digest(String text) {
        return new Sha256().update(text).hex().substring(0, DIGITS);
    }

    /**
     * Cases with true masks.
     *
     * @param folder for the samples
     * @param cases with at least one image and one mask
     * @param locator the model that training is initialized from, if any. Patches then lie where it will put them in
     *     prediction, which a mask that lacks some structures does not show
     * @param leftOut told of each case that cannot be used: its id, and one line that names the file
     * @throws IOException if no case can be used, or a sample cannot be written
     */
    public static TrainingDataset cohort(
            Path folder,
            SegmentationPlan plan,
            List<CaseFolder> cases,
            Optional<Segmenter> locator,
            Workers workers,
            BiConsumer<String, String> leftOut)
            throws IOException {
        return stored(folder, cases, new CaseSampler(plan, locator, true, workers), leftOut);
    }

    /**
     * Cases with masks or without, for a student whose teacher says what the masks do not.
     *
     * @param folder for the samples
     * @param cases with at least one image
     * @param locator a model that finds the nuclei: patches lie where it will put them in prediction
     * @param leftOut told of each case that cannot be used: its id, and one line that names the file
     * @throws IOException if no case can be used, or a sample cannot be written
     */
    public static TrainingDataset scans(
            Path folder,
            SegmentationPlan plan,
            List<CaseFolder> cases,
            Segmenter locator,
            Workers workers,
            BiConsumer<String, String> leftOut)
            throws IOException {
        return stored(folder, cases, new CaseSampler(plan, Optional.of(locator), false, workers), leftOut);
    }

    private static TrainingDataset stored(
            Path folder, List<CaseFolder> cases, CaseSampler sampler, BiConsumer<String, String> leftOut)
            throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (CaseFolder caseFolder : cases) {
            Optional<TrainingSample> sample;
            Path file;
            try {
                file = folder.resolve(caseFolder.id() + "-" + digest(sampler.madeOf(caseFolder)) + ".sample");
                sample = Files.exists(file) ? Optional.empty() : Optional.of(sampler.sample(caseFolder));
            } catch (IOException e) {
                leftOut.accept(caseFolder.id(), e.getMessage());
                continue;
            }
            if (sample.isPresent()) {
                SampleFile.write(file, sample.get());
            }
            files.add(file);
        }
        if (files.isEmpty()) {
            throw new IOException("no case can be learned from");
        }
        String names = files.stream().map(file -> file.getFileName().toString()).collect(Collectors.joining("\n"));
        return new TrainingDataset(
                new SampleSource.Stored(files),
                files.size() + " cases " + new Sha256().update(names).hex());
    }

    /**
     * Both.
     *
     * @param share of the first, 0 to 1
     */
    public static TrainingDataset mixed(TrainingDataset first, TrainingDataset second, double share) {
        return new TrainingDataset(
                new SampleSource.Mixed(first.source, second.source, share),
                first.description + " (share " + share + ") and " + second.description);
    }

    @Override
    public void close() {
        source.close();
    }
}
