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
import org.substantia.base.io.ByteSource;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.segmentation.inference.Segmenter;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.synthesis.anatomy.AnatomyBank;

/**
 * What a model is trained on: synthetic cases, a cohort's cases, or both. Samples are kept in a folder, so that a run
 * that goes on does not make them again. Close it to end the generator.
 */
public final class TrainingDataset implements AutoCloseable {
    private final SampleSource supply;

    private TrainingDataset(SampleSource supply) {
        this.supply = supply;
    }

    static TrainingDataset of(SampleSource supply) {
        return new TrainingDataset(supply);
    }

    TrainingSample draw(long step, long seed) throws IOException {
        return supply.draw(step, seed);
    }

    /**
     * Synthetic cases of the bank's training anatomies, of both regimes in turn, made while training goes on.
     *
     * @param folder for the samples
     * @param cases how many at most, some 20 MB each
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
     * @param locator the model that training goes on from, if any: patches lie where it will put them in prediction,
     *     which the structures of a mask that lacks some do not tell
     * @throws IOException naming the file, if one cannot be read; or if no case has a mask with a structure of the plan
     */
    public static TrainingDataset cohort(
            Path folder, SegmentationPlan plan, List<CaseFolder> cases, Optional<Segmenter> locator, Workers workers)
            throws IOException {
        Files.createDirectories(folder);
        SampleFactory maker = new SampleFactory(plan);
        List<Path> files = new ArrayList<>();
        for (CaseFolder patient : cases) {
            Path file = folder.resolve(patient.id() + ".sample");
            if (!Files.exists(file)) {
                Optional<TrainingSample> sample = sample(maker, plan, patient, locator, workers);
                if (sample.isEmpty()) {
                    continue;
                }
                SampleFile.write(file, sample.get());
            }
            files.add(file);
        }
        if (files.isEmpty()) {
            throw new IOException("no case has a mask with a structure that the plan knows");
        }
        return new TrainingDataset(new SampleSource.Stored(files));
    }

    private static Optional<TrainingSample> sample(
            SampleFactory maker,
            SegmentationPlan plan,
            CaseFolder patient,
            Optional<Segmenter> locator,
            Workers workers)
            throws IOException {
        CaseScans read = ScanReader.read(patient);
        Map<Modality, Volume> images = new EnumMap<>(Modality.class);
        read.images().forEach((modality, image) -> {
            if (plan.modalities().contains(modality)) {
                images.put(modality, image.volume());
            }
        });
        Optional<double[]> centre = Optional.empty();
        if (locator.isPresent()) {
            try {
                centre = Optional.of(locator.get().locate(read).centre());
            } catch (CohortException e) {
                // The model finds nothing here, which training may change: the mask tells the place.
                centre = Optional.empty();
            }
        }
        return maker.make(patient.id(), images, masks(patient), centre, workers);
    }

    /**
     * Both.
     *
     * @param share of the first, 0 to 1
     */
    public static TrainingDataset mixed(TrainingDataset first, TrainingDataset second, double share) {
        return new TrainingDataset(new SampleSource.Mixed(first.supply, second.supply, share));
    }

    private static Map<String, LabelMap> masks(CaseFolder patient) throws IOException {
        Map<String, LabelMap> masks = new HashMap<>();
        for (LabelScheme scheme : LabelScheme.values()) {
            Optional<ByteSource> source = patient.mask(scheme);
            if (source.isPresent()) {
                masks.put(scheme.name(), Nifti.readLabels(source.get()).labels());
            }
        }
        return masks;
    }

    @Override
    public void close() {
        supply.close();
    }
}
