package org.substantia.annotation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NiftiHeader;
import org.substantia.imaging.nifti.NiftiVolume;
import org.substantia.imaging.nifti.NonFinite;

/** Writes signed masks, with their images, as a cohort to train on; a consensus once two have signed it. */
public final class MaskExport {
    private static final String NIFTI = ".nii.gz";

    private final AnnotationFolder annotations;
    private final Rater rater;
    private final Optional<Rater> reviewed;

    /**
     * Of a rater's masks, or of the consensus of two raters.
     *
     * @param reviewed the other rater; empty for the masks of {@code rater}
     */
    public MaskExport(AnnotationFolder annotations, Rater rater, Optional<Rater> reviewed) {
        this.annotations = annotations;
        this.rater = rater;
        this.reviewed = reviewed;
    }

    /**
     * Writes the masks of a case that are signed into {@code target/ID}, each with the header of its image, and copies
     * of the images beside them. Nothing is written before all logs of the case are read, and the masks come last.
     *
     * @return the schemes of the masks written; none if nothing is signed
     * @throws IOException naming the file, if a log cannot be replayed, a consensus does not fit the two raters' masks,
     *     the target holds a mask that was signed once and is not any more, or a file cannot be written
     */
    public List<LabelScheme> write(CaseFolder folder, Path target) throws IOException {
        Path out = target.resolve(folder.id());
        Map<LabelScheme, Signed> signed = signed(folder, out);
        if (!signed.isEmpty()) {
            for (Map.Entry<Modality, ByteSource> image : folder.images().entrySet()) {
                copy(image.getValue(), out.resolve(image.getKey().name() + NIFTI));
            }
        }
        for (Map.Entry<LabelScheme, Signed> mask : signed.entrySet()) {
            Nifti.write(
                    out.resolve(mask.getKey().maskFileName()),
                    mask.getValue().labels(),
                    mask.getValue().header());
        }
        return List.copyOf(signed.keySet());
    }

    /** A mask to be written, and the header of its image. */
    private record Signed(LabelMap labels, NiftiHeader header) {}

    private Map<LabelScheme, Signed> signed(CaseFolder folder, Path out) throws IOException {
        Map<LabelScheme, Signed> signed = new EnumMap<>(LabelScheme.class);
        for (LabelScheme scheme : LabelScheme.values()) {
            Path log = annotations.file(folder.id(), scheme, reviewed.isPresent() ? Rater.CONSENSUS : rater);
            ByteSource image = folder.images().get(scheme.modality());
            if (image == null || !Files.exists(log)) {
                continue;
            }
            NiftiHeader header = Nifti.readHeader(image);
            DrawnMask mask = annotations.read(folder.id(), scheme, rater, reviewed, header.geometry());
            Path old = out.resolve(scheme.maskFileName());
            if (mask.signers().size() >= (reviewed.isPresent() ? 2 : 1)) {
                signed.put(scheme, new Signed(mask.labels(), header));
            } else if (Files.exists(old) && mask.events().stream().anyMatch(event -> event.tool() == Tool.REOPEN)) {
                throw new IOException(old + ": holds a mask that was reopened since (" + log
                        + "); delete it, or sign the mask again");
            }
        }
        return signed;
    }

    private static void copy(ByteSource image, Path file) throws IOException {
        if (image.name().endsWith(NIFTI)) {
            AtomicFiles.write(file, out -> {
                try (InputStream in = image.open()) {
                    in.transferTo(out);
                }
            });
        } else {
            NiftiVolume read = Nifti.readVolume(image, NonFinite.KEEP);
            Nifti.write(file, read.volume(), read.header());
        }
    }
}
