package org.substantia.segmentation.inference;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.scan.MagnitudeDoubts;
import org.substantia.cohort.scan.Scan;
import org.substantia.cohort.scan.SusceptibilityDoubts;
import org.substantia.cohort.scan.SusceptibilityUnit;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.segmentation.localization.NucleiLocation;

/** What looks wrong with a case as a whole. */
final class CaseWarnings {
    /** Heads differ from the average by 2 mm. */
    private static final double UNLIKE_MM = 5;

    private static final double MIN_CONFIDENCE = 0.5;
    /** Heads are not scanned upside down or lying on their side; such a turn is a wrong header. */
    private static final double MAX_DEGREES = 45;
    /** Farther from a nucleus a hole changes neither its border nor what is measured in it. */
    private static final double NEAR_MM = 3;

    private CaseWarnings() {}

    /** @param nuclei where they were found */
    static List<String> of(NetworkOutput output, LabelMap nuclei) {
        List<String> warnings = new ArrayList<>();
        NucleiLocation location = output.location();
        if (output.searched()) {
            warnings.add("the image shows too little to find the nuclei at once; they were searched for");
        }
        if (location.mirrored()) {
            warnings.add("left and right may be exchanged");
        }
        double residual = location.residualMm().orElse(0);
        if (residual > UNLIKE_MM) {
            warnings.add(String.format(
                    Locale.ROOT, "the nuclei lie %.1f mm from their places in an average head", residual));
        }
        warnings.addAll(location.headerDoubts());
        if (location.turnDegrees() > MAX_DEGREES) {
            warnings.add(String.format(
                    Locale.ROOT, "the head seems turned by %.0f degrees: check the header", location.turnDegrees()));
        }
        if (location.confidence() < MIN_CONFIDENCE && location.seen().size() > 10) {
            warnings.add(String.format(
                    Locale.ROOT, "the nuclei were found with a confidence of only %.2f", location.confidence()));
        }
        output.scans().volume(Modality.QSM).ifPresent(map -> SusceptibilityDoubts.of(map, SusceptibilityUnit.PPB)
                .forEach(doubt -> warnings.add("QSM: " + doubt)));
        output.scans().images().forEach((modality, image) -> {
            if (modality != Modality.QSM) {
                MagnitudeDoubts.of(image.volume()).ifPresent(doubt -> warnings.add(modality + ": " + doubt));
            }
            image.registration()
                    .filter(r -> !r.quality().isTrustworthy())
                    .ifPresent(r -> warnings.add(modality + " could not be registered to "
                            + output.scans().reference().modality()));
            if (isNotFiniteNear(nuclei, image)) {
                warnings.add(modality + " has " + image.voxelsNotFinite()
                        + " voxels that are NaN or infinite, some of them in or beside the nuclei");
            }
        });
        return warnings;
    }

    /** What lies elsewhere, such as all that surrounds a masked brain, harms nothing. */
    private static boolean isNotFiniteNear(LabelMap nuclei, Scan image) {
        if (image.voxelsNotFinite() == 0) {
            return false;
        }
        Geometry grid = image.volume().geometry();
        Geometry own = nuclei.geometry();
        Affine toImage = grid.affine().inverse().compose(own.affine());
        for (int i = 0; i < own.voxelCount(); i++) {
            if (nuclei.get(i) != 0
                    && isNotFiniteNear(toImage.apply(own.x(i), own.y(i), own.z(i)), grid, image.notFinite())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNotFiniteNear(double[] voxel, Geometry grid, BitSet notFinite) {
        for (int axis = 0; axis < 3; axis++) {
            for (int step = -1; step <= 1; step++) {
                double[] at = voxel.clone();
                at[axis] += step * NEAR_MM / grid.spacing(axis);
                int x = (int) Math.rint(at[0]);
                int y = (int) Math.rint(at[1]);
                int z = (int) Math.rint(at[2]);
                if (grid.contains(x, y, z) && notFinite.get(grid.index(x, y, z))) {
                    return true;
                }
            }
        }
        return false;
    }
}
