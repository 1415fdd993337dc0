package org.substantia.scoring.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.OfficialReading;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NiftiException;
import org.substantia.imaging.nifti.NiftiLabels;
import org.substantia.imaging.nifti.OddVoxels;
import org.substantia.scoring.segmentation.GridMismatchException;

/**
 * A mask in both readings. Ours takes a value next to a whole number as that label. The challenge's script compares the
 * float64 values that nibabel gives with each label, so a value that is off by the last bit is background; it opens
 * files by the ending {@code .nii.gz} alone.
 */
record ScoredMask(String file, NiftiLabels image) {
    private static final int MAX_LISTED = 5;

    /** Reads a mask of the reference, whose header is trusted. */
    static ScoredMask readReference(ByteSource source) throws NiftiException {
        return new ScoredMask(source.name(), Nifti.readLabels(source, OddVoxels.BACKGROUND, header -> {}));
    }

    /**
     * Reads a mask that must be as large as another one. One that is not costs its header alone, whatever size it
     * claims.
     *
     * @throws GridMismatchException if it is not
     */
    static ScoredMask read(ByteSource source, Geometry truth) throws NiftiException {
        return new ScoredMask(source.name(), Nifti.readLabels(source, OddVoxels.BACKGROUND, header -> {
            if (!truth.sameSize(header.geometry())) {
                throw new GridMismatchException(truth, header.geometry());
            }
        }));
    }

    LabelMap labels() {
        return image.labels();
    }

    LabelMap exactLabels() {
        return image.exactLabels();
    }

    /** Whether both readings see the same. */
    boolean isExact() {
        return !image.rounded();
    }

    /** Whether nibabel opens the file under the name that the script looks for. */
    boolean isReadByTheScript() {
        return OfficialReading.unread(file, image).isEmpty();
    }

    /**
     * What is odd about the mask, one line each.
     *
     * @param unknown its labels outside the scheme, each with its number of voxels
     */
    List<String> warnings(LabelScheme scheme, SortedMap<Integer, Integer> unknown) {
        List<String> warnings = new ArrayList<>();
        int odd = image.oddVoxels();
        if (odd > 0) {
            warnings.add(file + ": " + odd
                    + (odd == 1 ? " voxel holds no whole number (" : " voxels hold no whole number" + " (the first: ")
                    + image.firstOdd() + ") and " + (odd == 1 ? "counts" : "count")
                    + " as background; a mask should hold labels alone");
        }
        if (!unknown.isEmpty()) {
            warnings.add(file + ": holds labels outside the scheme, which count as background: " + listed(unknown)
                    + "; a " + scheme + " mask has labels 0 to "
                    + scheme.nuclei().size());
        }
        Optional<String> unread = OfficialReading.unread(file, image);
        if (unread.isPresent()) {
            warnings.add(file + ": scored here, but it has no row in the official result files, since " + unread.get());
        } else {
            OfficialReading.inexact(image)
                    .ifPresent(how -> warnings.add(file + ": " + how + "; they are rounded here, but the challenge's"
                            + " script takes them as background, and so do the official result files; store integers"
                            + " without scaling"));
        }
        return warnings;
    }

    private static String listed(SortedMap<Integer, Integer> counts) {
        List<String> texts = new ArrayList<>();
        counts.forEach((label, n) -> texts.add(label + " (" + n + (n == 1 ? " voxel)" : " voxels)")));
        String shown = String.join(", ", texts.subList(0, Math.min(MAX_LISTED, texts.size())));
        return texts.size() > MAX_LISTED ? shown + " and " + (texts.size() - MAX_LISTED) + " more" : shown;
    }
}
