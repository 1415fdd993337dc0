package org.substantia.cohort;

import java.util.Optional;
import org.substantia.imaging.nifti.NiftiLabels;

/**
 * What the challenge's script makes of a mask's file, where that is not what it holds. The script opens files by the
 * ending {@code .nii.gz} alone, and compares the float64 values that nibabel gives with each label, so that a value
 * which is off by the last bit is background.
 */
public final class OfficialReading {
    private static final String ENDING = ".nii.gz";

    private OfficialReading() {}

    /**
     * Why the script does not open the file; empty if it does.
     *
     * @param file the mask's name
     */
    public static Optional<String> unread(String file, NiftiLabels mask) {
        if (!file.endsWith(ENDING)) {
            return Optional.of("the challenge's script looks for names that end in " + ENDING);
        }
        if (!mask.gzipped()) {
            return Optional.of("it is not gzipped, as the challenge's script expects of " + ENDING);
        }
        return mask.header().lacksIntercept()
                ? Optional.of("its header scales by a slope without an intercept, which the challenge's script refuses")
                : Optional.empty();
    }

    /** What is not exact about the labels, which the script takes as background; empty if they are whole numbers. */
    public static Optional<String> inexact(NiftiLabels mask) {
        return mask.rounded()
                ? Optional.of("holds labels that are not exact whole numbers ("
                        + mask.header().datatype()
                        + (mask.header().scaling().isNone() ? "" : ", scaled") + ")")
                : Optional.empty();
    }
}
