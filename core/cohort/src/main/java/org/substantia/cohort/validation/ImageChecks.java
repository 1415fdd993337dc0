package org.substantia.cohort.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.scan.LabelMapDoubts;
import org.substantia.cohort.scan.MagnitudeDoubts;
import org.substantia.cohort.scan.SusceptibilityDoubts;
import org.substantia.cohort.scan.SusceptibilityUnit;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

/** Looks at the voxels of one image. */
final class ImageChecks {
    /** Fewer slices than this along any axis show no nucleus whole. */
    static final int MIN_SLICES = 8;

    /** The nuclei reach over 65 x 86 x 66 mm; a field of view of less than this along any axis cuts most of them. */
    static final double MIN_EXTENT_MM = 30;

    /**
     * The ellipsoid around the nuclei, which reach over 65 x 86 x 66 mm, holds 190 cm3, and a brain 1000 or more. Where
     * less was measured, nuclei are missing.
     */
    static final double MIN_MEASURED_CM3 = 200;

    private ImageChecks() {}

    static List<Finding> of(String caseId, String file, Modality modality, Volume image) {
        List<Finding> findings = new ArrayList<>();
        thin(caseId, file, image.geometry(), findings);
        int nonFinite = 0;
        int measured = 0;
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : image.data()) {
            if (Float.isFinite(value)) {
                min = Math.min(min, value);
                max = Math.max(max, value);
                measured += value == 0 ? 0 : 1;
            } else {
                nonFinite++;
            }
        }
        if (nonFinite > 0) {
            double cm3 = measured * image.geometry().voxelVolumeMm3() / 1000;
            findings.add(notFinite(caseId, file, nonFinite, image.data().length, cm3));
        }
        if (min >= max) {
            String value = min == max ? "is " + min + " in every voxel" : "has no finite voxel";
            findings.add(Finding.error(caseId, Check.CONSTANT_IMAGE, file + ": " + value + "; export the image anew"));
            return findings;
        }
        LabelMapDoubts.of(image)
                .ifPresent(doubt -> findings.add(Finding.error(caseId, Check.LABEL_MAP, file + ": " + doubt)));
        if (modality == Modality.QSM && SusceptibilityUnit.of(image) == SusceptibilityUnit.PPM) {
            findings.add(Finding.warning(
                    caseId,
                    Check.QSM_UNIT,
                    String.format(
                            Locale.ROOT,
                            "%s: no value reaches %.0f (%.3g to %.3g), "
                                    + "so it is taken as ppm and multiplied by 1000; store ppb",
                            file,
                            SusceptibilityUnit.PPM_LIMIT,
                            min,
                            max)));
        }
        if (modality == Modality.QSM) {
            SusceptibilityDoubts.of(image, SusceptibilityUnit.of(image))
                    .forEach(doubt -> findings.add(Finding.warning(caseId, Check.QSM_VALUES, file + ": " + doubt)));
        } else {
            MagnitudeDoubts.of(image)
                    .ifPresent(
                            doubt -> findings.add(Finding.warning(caseId, Check.NEGATIVE_VALUES, file + ": " + doubt)));
        }
        return findings;
    }

    /**
     * Whoever sets them to 0 makes a measurement of what was none. Around a masked brain they are most of an image and
     * do no harm.
     *
     * @param measuredCm3 the volume of what is finite and not 0, which is background
     */
    private static Finding notFinite(String caseId, String file, int count, int voxels, double measuredCm3) {
        String found = file + ": " + count + (count == 1 ? " voxel is" : " voxels are")
                + " NaN or infinite and taken as not measured; ";
        return count > voxels - count && measuredCm3 < MIN_MEASURED_CM3
                ? Finding.error(
                        caseId,
                        Check.NON_FINITE_VOXELS,
                        String.format(
                                Locale.ROOT,
                                "%sthe rest, without zeros, is %.0f cm3, too little for a brain; export the image"
                                        + " again",
                                found,
                                measuredCm3))
                : Finding.warning(
                        caseId,
                        Check.NON_FINITE_VOXELS,
                        found + "export the image again, or leave them, since zeros would count in every mean");
    }

    private static void thin(String caseId, String file, Geometry grid, List<Finding> findings) {
        for (int axis = 0; axis < 3; axis++) {
            double extent = grid.size(axis) * grid.spacing(axis);
            if (grid.size(axis) < MIN_SLICES || extent < MIN_EXTENT_MM) {
                findings.add(Finding.warning(
                        caseId,
                        Check.THIN_IMAGE,
                        String.format(
                                Locale.ROOT,
                                "%s: %s, %.1f mm along axis %d; "
                                        + "at least %d slices and %.0f mm are needed to show the nuclei",
                                file,
                                grid.describe(),
                                extent,
                                axis + 1,
                                MIN_SLICES,
                                MIN_EXTENT_MM)));
                return;
            }
        }
    }
}
