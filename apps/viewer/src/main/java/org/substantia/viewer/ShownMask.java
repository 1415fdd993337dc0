package org.substantia.viewer;

import java.io.IOException;
import java.util.function.Consumer;
import org.substantia.base.io.ByteSource;
import org.substantia.base.json.EnumNames;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.GridAgreement;
import org.substantia.cohort.MaskPlacement;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.scan.Scan;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;
import org.substantia.imaging.resampling.LabelInterpolation;
import org.substantia.imaging.resampling.Resampler;

/**
 * A mask of a case.
 *
 * @param kind where it comes from
 * @param scheme how it numbers the nuclei
 * @param image on whose grid it is shown: the scheme's, or another one where that is lacking
 * @param labels axial planes: axes to the right, to the front, up
 */
record ShownMask(MaskKind kind, LabelScheme scheme, Modality image, LabelMap labels) {
    /**
     * Reads the labels of a mask that was made on an image, on the image's grid in axial planes. Its axes may be stored
     * in another order; on another grid it is used where its header puts it.
     *
     * @param note takes a line about a mask on another grid
     * @throws IOException naming the file, if it cannot be read, or its header puts it elsewhere than the image: on
     *     another side of the head, for one that has lost it
     */
    static LabelMap read(ByteSource file, Scan image, Consumer<String> note) throws IOException {
        LabelMap stored = Nifti.readLabels(file).labels();
        LabelMap axial = Reorient.toRas(stored);
        Geometry place = image.volume().geometry();
        Geometry grid = Reorient.to(Orientation.RAS, place);
        if (GridAgreement.of(axial.geometry(), grid)) {
            return axial;
        }
        MaskPlacement.require(file.name(), stored, image.name(), place);
        note.accept(file.name() + ": shown where its header puts it; it "
                + MaskPlacement.difference(stored.geometry(), image.name(), place));
        return Resampler.onto(grid).apply(stored, LabelInterpolation.NEAREST, Workers.caller());
    }

    /** Its name in addresses. */
    String name() {
        return scheme.name() + "-" + EnumNames.of(kind);
    }
}
