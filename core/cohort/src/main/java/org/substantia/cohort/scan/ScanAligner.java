package org.substantia.cohort.scan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.registration.RegistrationOptions;
import org.substantia.imaging.registration.RegistrationResult;
import org.substantia.imaging.registration.RigidRegistration;

/**
 * Brings the images of a case that lie on grids of their own to the head position of the reference image. Thread-safe.
 *
 * <pre>{@code
 * CaseScans aligned = new ScanAligner(workers).align(ScanReader.read(folder));
 * }</pre>
 */
public final class ScanAligner {
    private static final Logger LOG = LoggerFactory.getLogger(ScanAligner.class);
    /** Grids that agree within this were made from one scan, or brought together already. */
    private static final double SAME_GRID_MM = 0.1;

    private final Workers workers;

    /** @param workers that share the registration of one image */
    public ScanAligner(Workers workers) {
        this.workers = workers;
    }

    /** The same scans, each with the geometry that puts it where the reference image shows the head. */
    public CaseScans align(CaseScans scans) {
        Scan reference = scans.reference();
        Map<Modality, Scan> placed = new EnumMap<>(Modality.class);
        scans.images().forEach((modality, image) -> {
            if (image.volume().geometry().sameGrid(reference.volume().geometry(), SAME_GRID_MM)) {
                placed.put(modality, image);
            }
        });
        // T1 comes first, so that it can serve the others.
        scans.images().forEach((modality, image) -> {
            if (!placed.containsKey(modality)) {
                placed.put(modality, aligned(List.copyOf(placed.values()), image));
            }
        });
        return scans.withImages(placed);
    }

    /**
     * A narrow slab often agrees clearly with one contrast and not with another, so every image that has its place is
     * tried.
     */
    private Scan aligned(List<Scan> targets, Scan image) {
        List<RegistrationResult> results = new ArrayList<>();
        for (Scan target : targets) {
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
