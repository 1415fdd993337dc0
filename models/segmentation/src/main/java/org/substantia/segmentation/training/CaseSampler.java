package org.substantia.segmentation.training;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.FileFaults;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.layout.PlacedMask;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.ScanAligner;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.segmentation.inference.Segmenter;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.sample.SampleFactory;
import org.substantia.segmentation.training.sample.TrainingSample;

/**
 * Makes the training samples of a cohort's cases, whose images are brought together first, as for prediction.
 *
 * @param plan of the model to train
 * @param locator the model that finds the nuclei, if any; else the masks show where they are
 * @param needsMask whether a case without a structure that the plan knows cannot be learned from
 */
record CaseSampler(SegmentationPlan plan, Optional<Segmenter> locator, boolean needsMask, Workers workers) {
    /** Which way of making samples this is: those of an earlier one, of images as their headers put them, differ. */
    private static final String MANNER = "aligned ";

    /**
     * What the sample of a case is made of besides the program and the locator: the plan, and the digests of the files.
     *
     * @throws IOException with one line that names the file, if it cannot be read
     */
    static String madeOf(CaseFolder caseFolder, SegmentationPlan plan) throws IOException {
        StringBuilder text = new StringBuilder(MANNER).append(essence(plan));
        List<Map<?, ByteSource>> kinds = List.of(caseFolder.images(), caseFolder.masks());
        for (Map<?, ByteSource> files : kinds) {
            for (Map.Entry<?, ByteSource> file : files.entrySet()) {
                try {
                    text.append(file.getKey()).append(Sha256.hex(file.getValue()));
                } catch (IOException e) {
                    throw new IOException(file.getValue().name() + ": " + FileFaults.reason(e), e);
                }
            }
        }
        return text.toString();
    }

    /** A plan without what samples do not depend on, so that models which differ in that alone share them. */
    static String essence(SegmentationPlan plan) {
        return plan.withRefinements(List.of()).withEncoder(Optional.empty()).toString();
    }

    /** @throws IOException with one line that names the file or case, if it cannot be learned from */
    TrainingSample sample(CaseFolder caseFolder) throws IOException {
        // As in prediction, so that training shows what will be seen there.
        CaseScans scans = new ScanAligner(workers).align(ScanReader.read(caseFolder));
        Map<Modality, Volume> images = new EnumMap<>(Modality.class);
        scans.images().forEach((modality, image) -> {
            if (plan.modalities().contains(modality)) {
                images.put(modality, image.volume());
            }
        });
        if (images.isEmpty()) {
            throw new CohortException(
                    caseFolder.id(), "has only " + scans.images().keySet() + "; the model reads " + plan.modalities());
        }
        Geometry reference = scans.reference().volume().geometry();
        Optional<double[]> center = center(scans);
        SampleFactory factory = new SampleFactory(plan);
        Optional<TrainingSample> labeled =
                factory.make(caseFolder.id(), reference, images, masks(caseFolder, scans), center, workers);
        if (labeled.isPresent()) {
            return labeled.get();
        }
        if (needsMask) {
            throw new CohortException(caseFolder.id(), "has no mask with a structure that the plan knows");
        }
        return factory.makeUnlabeled(
                caseFolder.id(),
                reference,
                images,
                center.orElseThrow(() -> new CohortException(
                        caseFolder.id(), "has no mask, and the model that finds the nuclei finds none")),
                workers);
    }

    private Optional<double[]> center(CaseScans scans) throws IOException {
        if (locator.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(locator.get().locate(scans).center());
        } catch (CohortException e) {
            // The model finds nothing here, which training may change: the mask shows the place.
            return Optional.empty();
        }
    }

    /**
     * A case's masks where its aligned images lie: each was drawn on an image, by that image's header, and goes where
     * the image went. A mask that lies elsewhere or holds nothing would teach that there is nothing but background.
     */
    private static Map<String, LabelMap> masks(CaseFolder caseFolder, CaseScans scans) throws IOException {
        Map<String, LabelMap> masks = new HashMap<>();
        for (LabelScheme scheme : LabelScheme.values()) {
            Optional<ByteSource> source = caseFolder.mask(scheme);
            if (source.isPresent()) {
                LabelMap mask = scans.labels(new PlacedMask(source.get(), scheme.modality()));
                if (mask.boundingBox().isEmpty()) {
                    throw new CohortException(
                            source.get().name(), "holds no labeled voxel; a mask to learn from needs some");
                }
                masks.put(scheme.name(), mask);
            }
        }
        return masks;
    }
}
