package org.substantia.annotation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.Sha256;
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
     * @throws IOException naming the file, if a log cannot be replayed, the image that it was drawn on is not there, a
     *     consensus does not fit the two raters' masks, the target is where the case's own files lie, or holds a mask
     *     that was signed once and is not any more or was never signed here, or a file cannot be written
     */
    public List<LabelScheme> write(CaseFolder folder, Path target) throws IOException {
        Path out = target.resolve(folder.id());
        if (isFolderOf(folder, target)) {
            throw new IOException(
                    out + ": holds the files of the case, which would be written over; name another folder");
        }
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

    /** Whether a case's masks would be written where its own files lie. */
    public static boolean isFolderOf(CaseFolder folder, Path target) throws IOException {
        Path out = target.resolve(folder.id());
        if (!Files.exists(out)) {
            return false;
        }
        Set<Path> folders = Stream.of(folder.images().values(), folder.masks().values(), folder.predictedMasks())
                .flatMap(files -> files.stream())
                .flatMap(file -> file.onDisk().stream())
                .map(file -> file.toAbsolutePath().getParent())
                .collect(Collectors.toSet());
        for (Path own : folders) {
            if (Files.isSameFile(own, out)) {
                return true;
            }
        }
        return false;
    }

    /** A mask to be written, and the header of its image. */
    private record Signed(LabelMap labels, NiftiHeader header) {}

    private Map<LabelScheme, Signed> signed(CaseFolder folder, Path out) throws IOException {
        Map<LabelScheme, Signed> signed = new EnumMap<>(LabelScheme.class);
        Set<String> signatures = new TreeSet<>();
        Rater drawnBy = reviewed.isPresent() ? Rater.CONSENSUS : rater;
        for (LabelScheme scheme : LabelScheme.values()) {
            Path log = annotations.file(folder.id(), scheme, drawnBy);
            ByteSource image = folder.images().get(scheme.modality());
            if (!Files.exists(log)) {
                continue;
            }
            if (image == null) {
                if (annotations.state(folder.id(), scheme, drawnBy) == DrawingState.EMPTY) {
                    continue;
                }
                throw LogCheck.lacksImage(folder.id(), scheme);
            }
            NiftiHeader header = Nifti.readHeader(image);
            DrawnMask mask = annotations.read(folder.id(), scheme, rater, reviewed, header.geometry());
            mask.events().stream()
                    .filter(event -> event.tool() == Tool.SIGN)
                    .forEach(event -> signatures.add(event.parameters().getOrDefault("maskSha256", "")));
            Path old = out.resolve(scheme.maskFileName());
            if (mask.signers().size() >= (reviewed.isPresent() ? 2 : 1)) {
                signed.put(scheme, new Signed(mask.labels(), header));
            } else if (Files.exists(old) && mask.events().stream().anyMatch(event -> event.tool() == Tool.REOPEN)) {
                throw new IOException(old + ": holds a mask that was reopened since (" + log
                        + "); delete it, or sign the mask again");
            }
        }
        if (!signed.isEmpty()) {
            requireOwn(out, signatures);
        }
        return signed;
    }

    /** Masks of other raters, and reference masks, are neither written over nor mixed with these. */
    private void requireOwn(Path out, Set<String> signatures) throws IOException {
        for (LabelScheme scheme : LabelScheme.values()) {
            Path old = out.resolve(scheme.maskFileName());
            if (Files.exists(old) && !signatures.contains(digest(old))) {
                throw new IOException(old + ": holds a mask that "
                        + (reviewed.isPresent()
                                ? "is no consensus signed here"
                                : "rater " + rater.name() + " never signed")
                        + "; delete it, or name another folder");
            }
        }
    }

    /** As a signature has it. */
    private static String digest(Path mask) throws IOException {
        LabelMap labels = Nifti.readLabels(mask).labels();
        byte[] bytes = new byte[labels.geometry().voxelCount()];
        labels.forEachLabeled((index, label) -> bytes[index] = (byte) label);
        return Sha256.hex(bytes);
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
