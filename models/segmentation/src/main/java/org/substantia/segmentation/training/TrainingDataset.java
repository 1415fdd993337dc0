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
 * What a model is trained on: synthetic cases, a cohort's cases, or both. Which samples these are is known before one
 * is made, so that a run that resumes can be checked while nothing is written. Samples are kept in a folder, so that a
 * resumed run does not make them again. Their names tell what they were made of, so that samples of other cases, masks,
 * plans or seeds are never taken for them; folders for samples of another program, or made with another locator, are to
 * be others. To be used by one thread until {@link #makeSamples} is done. Close it to end the generator.
 */
public final class TrainingDataset implements AutoCloseable {
    private static final int DIGITS = 16;

    private final String description;
    private final Maker maker;
    private Optional<SampleSource> source = Optional.empty();

    /** Makes samples, or begins to. */
    private interface Maker {
        SampleSource make(Optional<Segmenter> locator, Workers workers, BiConsumer<String, String> leftOut)
                throws IOException;
    }

    private TrainingDataset(String description, Maker maker) {
        this.description = description;
        this.maker = maker;
    }

    /** Of samples that are made already. */
    static TrainingDataset of(SampleSource source, String description) {
        TrainingDataset made = new TrainingDataset(description, (locator, workers, leftOut) -> source);
        made.source = Optional.of(source);
        return made;
    }

    /** Which samples these are, in one line: where it differs, so do they. */
    String describe() {
        return description;
    }

    /**
     * Makes the samples that a cohort's folder lacks, and begins with synthetic ones. To be called once.
     *
     * @param locator the model that training is initialized from, if any. Patches then lie where it will put them in
     *     prediction, which a mask that lacks some structures does not show. Needed for {@link #scans}
     * @param leftOut told of each case that cannot be used: its id, and one line that names the file
     * @throws IOException if no case can be used, or a sample cannot be written
     */
    public void makeSamples(Optional<Segmenter> locator, Workers workers, BiConsumer<String, String> leftOut)
            throws IOException {
        source = Optional.of(maker.make(locator, workers, leftOut));
    }

    /** The file of a sample. */
    Path draw(long step, long seed) throws IOException {
        return source.orElseThrow(() -> new IllegalStateException("no samples were made"))
                .draw(step, seed);
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
            Path folder, SegmentationPlan plan, AnatomyBank bank, long seed, int cases, double perStep, int threads) {
        String madeOf = digest(CaseSampler.essence(plan) + bank.sha256() + seed);
        return new TrainingDataset(
                cases + " synthetic patients of the bank " + bank.sha256(),
                (locator, workers, leftOut) -> new SyntheticSampleSource(
                        folder.resolve(madeOf), new SampleFactory(plan), bank, seed, cases, perStep, threads));
    }

    private static String digest(String text) {
        return new Sha256().update(text).hex().substring(0, DIGITS);
    }

    /**
     * Cases with true masks.
     *
     * @param folder for the samples
     * @param cases with at least one image and one mask
     */
    public static TrainingDataset cohort(Path folder, SegmentationPlan plan, List<CaseFolder> cases) {
        return stored(folder, plan, cases, true);
    }

    /**
     * Cases with masks or without, for a student whose teacher says what the masks do not.
     *
     * @param folder for the samples
     * @param cases with at least one image
     */
    public static TrainingDataset scans(Path folder, SegmentationPlan plan, List<CaseFolder> cases) {
        return stored(folder, plan, cases, false);
    }

    /**
     * A case to make a sample of.
     *
     * @param sample name of its file
     * @param fault why there will be none, if a file of the case cannot be read
     */
    private record Planned(CaseFolder patient, String sample, Optional<String> fault) {
        static Planned of(CaseFolder patient, SegmentationPlan plan) {
            try {
                return new Planned(
                        patient,
                        patient.id() + "-" + digest(CaseSampler.madeOf(patient, plan)) + ".sample",
                        Optional.empty());
            } catch (IOException e) {
                return new Planned(patient, patient.id() + " cannot be read", Optional.of(e.getMessage()));
            }
        }
    }

    /** Of all cases: which of them cannot be learned from is not known before, and follows from the same digests. */
    private static TrainingDataset stored(
            Path folder, SegmentationPlan plan, List<CaseFolder> cases, boolean needsMask) {
        List<Planned> planned =
                cases.stream().map(patient -> Planned.of(patient, plan)).toList();
        String names = planned.stream().map(Planned::sample).collect(Collectors.joining("\n"));
        return new TrainingDataset(
                planned.size() + " cases " + new Sha256().update(names).hex(),
                (locator, workers, leftOut) ->
                        made(folder, planned, new CaseSampler(plan, locator, needsMask, workers), leftOut));
    }

    private static SampleSource made(
            Path folder, List<Planned> planned, CaseSampler sampler, BiConsumer<String, String> leftOut)
            throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (Planned one : planned) {
            Path file = folder.resolve(one.sample());
            Optional<String> fault = one.fault();
            if (fault.isEmpty() && !Files.exists(file)) {
                Optional<TrainingSample> sample = Optional.empty();
                try {
                    sample = Optional.of(sampler.sample(one.patient()));
                } catch (IOException e) {
                    fault = Optional.of(e.getMessage());
                }
                if (sample.isPresent()) {
                    SampleFile.write(file, sample.get());
                }
            }
            if (fault.isPresent()) {
                leftOut.accept(one.patient().id(), fault.get());
            } else {
                files.add(file);
            }
        }
        if (files.isEmpty()) {
            throw new IOException("no case can be learned from");
        }
        return new SampleSource.Stored(files);
    }

    /**
     * Both.
     *
     * @param share of the first, 0 to 1
     */
    public static TrainingDataset mixed(TrainingDataset first, TrainingDataset second, double share) {
        return new TrainingDataset(
                first.description + " (share " + share + ") and " + second.description, (locator, workers, leftOut) -> {
                    SampleSource ofFirst = first.maker.make(locator, workers, leftOut);
                    try {
                        return new SampleSource.Mixed(ofFirst, second.maker.make(locator, workers, leftOut), share);
                    } catch (IOException e) {
                        ofFirst.close();
                        throw e;
                    }
                });
    }

    @Override
    public void close() {
        source.ifPresent(SampleSource::close);
    }
}
