package org.substantia.segmentation.inference;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.cohort.Modality;
import org.substantia.imaging.parallel.Workers;
import org.substantia.imaging.registration.RegistrationOptions;
import org.substantia.imaging.registration.RegistrationResult;
import org.substantia.imaging.registration.RigidRegistration;

/** Brings the images of a case that lie on grids of their own to the reference image's head position. */
final class CaseAligner {
    private static final Logger LOG = LoggerFactory.getLogger(CaseAligner.class);
    /** Grids that agree within this were made from one scan, or brought together already. */
    private static final double SAME_GRID_MM = 0.1;

    private CaseAligner() {}

    static CaseImages align(CaseImages images, Workers workers) {
        CaseImage reference = images.reference();
        Map<Modality, CaseImage> placed = new EnumMap<>(Modality.class);
        images.images().forEach((modality, image) -> {
            if (image.volume().geometry().sameGrid(reference.volume().geometry(), SAME_GRID_MM)) {
                placed.put(modality, image);
            }
        });
        // T1 comes first, so that it can serve the others.
        images.images().forEach((modality, image) -> {
            if (!placed.containsKey(modality)) {
                placed.put(modality, aligned(List.copyOf(placed.values()), image, workers));
            }
        });
        return new CaseImages(images.id(), placed);
    }

    /** A narrow slab often agrees clearly with one contrast and not with another, so every image that has its place is tried. */
    private static CaseImage aligned(List<CaseImage> targets, CaseImage image, Workers workers) {
        List<RegistrationResult> results = new ArrayList<>();
        for (CaseImage target : targets) {
            boolean trusted =
                    target.registration().map(r -> r.quality().isTrustworthy()).orElse(true);
            if (trusted) {
                RegistrationResult result = RigidRegistration.of(RegistrationOptions.defaults())
                        .register(target.volume(), image.volume(), workers);
                if (result.quality().isTrustworthy()) {
                    return image.aligned(result);
                }
                results.add(result);
            }
        }
        LOG.warn(
                "{}: could not be registered ({}); the headers' alignment is used",
                image.name(),
                results.get(results.size() - 1).quality());
        return image.aligned(results.get(results.size() - 1));
    }
}
