package org.substantia.pipeline.input;

import java.io.IOException;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.layout.PlacedMask;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.ScanAligner;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.LabelMap;

/**
 * A case's scans and its label maps, in one world. Immutable as long as nobody changes the voxels.
 *
 * @param scans brought together
 * @param nuclei the sixteen nuclei, on whichever image
 * @param nigra as traced in the NM image
 */
public record LabeledScans(CaseScans scans, Optional<LabelMap> nuclei, Optional<LabelMap> nigra) {
    /**
     * Reads a case. For masks that {@code predict} made on images which it had to align, these are aligned again, in
     * the same way, on the calling thread.
     *
     * @param predicted what {@code predict} made of the cases, for its masks; otherwise the case's own
     * @throws CohortException if there is no mask, or a mask lies elsewhere than its image
     */
    public static LabeledScans read(CaseFolder folder, Optional<Cohort> predicted) throws IOException {
        if (predicted.isEmpty()) {
            return read(
                    folder,
                    folder.mask(LabelScheme.QSM).map(file -> new PlacedMask(file, Modality.QSM)),
                    folder.mask(LabelScheme.NM),
                    false);
        }
        CaseFolder masks = predicted
                .get()
                .find(folder.id())
                .orElseThrow(() -> new CohortException(folder.id(), "has no predicted masks"));
        return read(
                folder, masks.predictedNuclei(), masks.prediction(LabelScheme.NM), WrittenRegistration.moved(masks));
    }

    private static LabeledScans read(
            CaseFolder folder, Optional<PlacedMask> nuclei, Optional<ByteSource> nigra, boolean moved)
            throws IOException {
        if (nuclei.isEmpty() && nigra.isEmpty()) {
            throw new CohortException(folder.id(), "has no mask to measure in");
        }
        CaseScans read = ScanReader.read(folder);
        CaseScans scans = moved ? new ScanAligner(Workers.caller()).align(read) : read;
        return new LabeledScans(
                scans, labels(nuclei, scans), labels(nigra.map(file -> new PlacedMask(file, Modality.NM)), scans));
    }

    private static Optional<LabelMap> labels(Optional<PlacedMask> mask, CaseScans scans) throws IOException {
        return mask.isEmpty() ? Optional.empty() : Optional.of(scans.labels(mask.get()));
    }
}
