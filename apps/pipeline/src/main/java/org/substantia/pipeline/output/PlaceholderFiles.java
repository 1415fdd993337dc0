package org.substantia.pipeline.output;

import java.io.IOException;
import java.nio.file.Files;
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
 * What stands in for results that a case lacks, because it failed or has no image for them, where the challenge wants
 * every file of every case: masks without a voxel, each on the grid of its image, and the diagnosis of a subject of
 * whom nothing is known.
 */
public final class PlaceholderFiles {
    private PlaceholderFiles() {}

    /**
     * Writes those that are not there.
     *
     * @param others cases of the same cohort, whose grids serve where no image of the case tells one
     * @param out the case's folder among the results, made if it is not there
     * @param diagnosis of somebody of whom nothing is known; empty where no diagnosis was asked for
     * @return what was written, in words; empty if nothing was missing
     */
    public static Optional<String> write(
            CaseFolder patient, List<CaseFolder> others, Path out, Optional<Diagnosis> diagnosis) throws IOException {
        List<String> written = new ArrayList<>();
        boolean complete = true;
        for (LabelScheme scheme : LabelScheme.values()) {
            Path file = out.resolve(scheme.predictionFileName());
            if (Files.exists(file)) {
                continue;
            }
            Optional<NiftiHeader> header = header(patient, scheme).or(() -> others.stream()
                    .map(other -> header(other, scheme))
                    .flatMap(Optional::stream)
                    .findFirst());
            complete &= header.isPresent();
            if (header.isPresent()) {
                Geometry grid = header.get().geometry();
                Nifti.write(file, LabelMap.ofBytes(grid, new byte[grid.voxelCount()]), header.get());
                written.add("an empty " + file.getFileName());
            }
        }
        Path file = out.resolve(AnalysisWriter.LABEL);
        if (diagnosis.isPresent() && !Files.exists(file)) {
            String label = Integer.toString(diagnosis.get().label());
            AtomicFiles.writeText(file, label);
            written.add(file.getFileName() + " (" + label + ")");
        }
        if (written.isEmpty()) {
            return complete
                    ? Optional.empty()
                    : Optional.of("no file stands in for it, since no header of its images can be used");
        }
        return Optional.of(
                String.join(" and ", written) + (written.size() == 1 ? " stands in for it" : " stand in for it"));
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
