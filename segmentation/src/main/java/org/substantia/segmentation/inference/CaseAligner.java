package org.substantia.segmentation.inference;

import java.util.EnumMap;
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
        Map<Modality, CaseImage> aligned = new EnumMap<>(Modality.class);
        images.images().forEach((modality, image) -> {
            boolean same = image.volume().geometry().sameGrid(reference.volume().geometry(), SAME_GRID_MM);
            aligned.put(modality, same ? image : aligned(reference, image, workers));
        });
        return new CaseImages(images.id(), aligned);
    }

    private static CaseImage aligned(CaseImage reference, CaseImage image, Workers workers) {
        RegistrationResult result = RigidRegistration.of(RegistrationOptions.defaults())
                .register(reference.volume(), image.volume(), workers);
        if (!result.quality().isTrustworthy()) {
            LOG.warn(
                    "{}: could not be registered to {} ({}); the headers' alignment is used",
                    image.name(),
                    reference.name(),
                    result.quality());
        }
        return image.aligned(result);
    }
}
