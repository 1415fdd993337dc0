package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.substantia.base.io.ByteSource;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.MaskPlacement;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.Scan;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
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
 * resumed run does not make them again. Close it to end the generator.
 */
public final class TrainingDataset implements AutoCloseable {
    private final SampleSource source;

    private TrainingDataset(SampleSource source) {
        this.source = source;
    }

    static TrainingDataset of(SampleSource source) {
        return new TrainingDataset(source);
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
        return new TrainingDataset(
                new SyntheticSampleSource(folder, new SampleFactory(plan), bank, seed, cases, perStep, threads));
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
        Files.createDirectories(folder);
        SampleFactory factory = new SampleFactory(plan);
        List<Path> files = new ArrayList<>();
        for (CaseFolder caseFolder : cases) {
            Path file = folder.resolve(caseFolder.id() + ".sample");
            if (!Files.exists(file)) {
                Optional<TrainingSample> sample;
                try {
                    sample = sample(factory, plan, caseFolder, locator, workers);
                } catch (IOException e) {
                    leftOut.accept(caseFolder.id(), e.getMessage());
                    continue;
                }
                if (sample.isEmpty()) {
                    leftOut.accept(
                            caseFolder.id(), caseFolder.id() + ": has no mask with a structure that the plan knows");
                    continue;
                }
                SampleFile.write(file, sample.get());
            }
            files.add(file);
        }
        if (files.isEmpty()) {
            throw new IOException("no case can be learned from");
        }
        return new TrainingDataset(new SampleSource.Stored(files));
    }

    private static Optional<TrainingSample> sample(
            SampleFactory factory,
            SegmentationPlan plan,
            CaseFolder caseFolder,
            Optional<Segmenter> locator,
            Workers workers)
            throws IOException {
        CaseScans read = ScanReader.read(caseFolder);
        Map<Modality, Volume> images = new EnumMap<>(Modality.class);
        read.images().forEach((modality, image) -> {
            if (plan.modalities().contains(modality)) {
                images.put(modality, image.volume());
            }
        });
        Optional<double[]> center = Optional.empty();
        if (locator.isPresent()) {
            try {
                center = Optional.of(locator.get().locate(read).center());
            } catch (CohortException e) {
                // The model finds nothing here, which training may change: the mask shows the place.
                center = Optional.empty();
            }
        }
        return factory.make(caseFolder.id(), images, masks(caseFolder, read), center, workers);
    }

    /**
     * Both.
     *
     * @param share of the first, 0 to 1
     */
    public static TrainingDataset mixed(TrainingDataset first, TrainingDataset second, double share) {
        return new TrainingDataset(new SampleSource.Mixed(first.source, second.source, share));
    }

    /** A mask that lies elsewhere or holds nothing would teach that there is nothing but background. */
    private static Map<String, LabelMap> masks(CaseFolder caseFolder, CaseScans scans) throws IOException {
        Map<String, LabelMap> masks = new HashMap<>();
        for (LabelScheme scheme : LabelScheme.values()) {
            Optional<ByteSource> source = caseFolder.mask(scheme);
            if (source.isPresent()) {
                LabelMap mask = Nifti.readLabels(source.get()).labels();
                if (mask.boundingBox().isEmpty()) {
                    throw new CohortException(
                            source.get().name(), "holds no labelled voxel; a mask to learn from needs some");
                }
                Scan image = scans.image(scheme.modality()).orElseGet(scans::reference);
                MaskPlacement.require(
                        source.get().name(), mask, image.name(), image.volume().geometry());
                masks.put(scheme.name(), mask);
            }
        }
        return masks;
    }

    @Override
    public void close() {
        source.close();
    }
}
