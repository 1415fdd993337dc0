package org.substantia.pipeline.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.GridRequirements;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NiftiException;
import org.substantia.imaging.nifti.NiftiHeader;

/**
 * What stands in for the results of a case that failed, where the challenge wants every file of every case: masks
 * without a voxel, each on the grid of its image, and the diagnosis of a subject of whom nothing is known.
 */
public final class PlaceholderFiles {
    private PlaceholderFiles() {}

    /**
     * Writes them.
     *
     * @param out the case's folder among the results, made if it is not there
     * @param diagnosis of somebody of whom nothing is known; empty where no diagnosis was asked for
     * @return what was written, in words
     */
    public static String write(CaseFolder patient, Path out, Optional<Diagnosis> diagnosis) throws IOException {
        List<String> written = new ArrayList<>();
        for (LabelScheme scheme : LabelScheme.values()) {
            Optional<NiftiHeader> header = header(patient, scheme);
            if (header.isPresent()) {
                Path file = out.resolve(scheme + "_pred" + AnalysisWriter.NIFTI);
                Geometry grid = header.get().geometry();
                Nifti.write(file, LabelMap.ofBytes(grid, new byte[grid.voxelCount()]), header.get());
                written.add("an empty " + file.getFileName());
            }
        }
        if (diagnosis.isPresent()) {
            Path file = out.resolve("PD_pred.txt");
            String label = Integer.toString(diagnosis.get().label());
            AtomicFiles.writeText(file, label);
            written.add(file.getFileName() + " (" + label + ")");
        }
        return written.isEmpty()
                ? "no file stands in for it, since no header of its images can be used"
                : String.join(" and ", written) + (written.size() == 1 ? " stands in for it" : " stand in for it");
    }

    /**
     * Of the image that the mask belongs to; where that cannot be read or is no head's, of any image of the case. A
     * damaged header may ask for more voxels than there is memory for: none is taken at its word.
     */
    private static Optional<NiftiHeader> header(CaseFolder patient, LabelScheme scheme) {
        List<ByteSource> images = new ArrayList<>();
        patient.image(scheme.modality()).ifPresent(images::add);
        for (Modality modality : Modality.values()) {
            patient.image(modality).filter(image -> !images.contains(image)).ifPresent(images::add);
        }
        List<NiftiHeader> headers = images.stream()
                .map(PlaceholderFiles::header)
                .flatMap(Optional::stream)
                .filter(header -> GridRequirements.tooLarge(header).isEmpty())
                .toList();
        return headers.stream()
                .filter(header -> GridRequirements.fault(header).isEmpty())
                .findFirst()
                .or(() -> headers.stream().findFirst());
    }

    private static Optional<NiftiHeader> header(ByteSource image) {
        try {
            return Optional.of(Nifti.readHeader(image));
        } catch (NiftiException e) {
            // The failure of the case tells of it; another image may do.
            return Optional.empty();
        }
    }
}
