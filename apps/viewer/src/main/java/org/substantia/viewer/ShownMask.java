package org.substantia.viewer;

import org.substantia.base.json.EnumNames;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.LabelMap;

/**
 * A mask of a case.
 *
 * @param kind where it comes from
 * @param scheme how it numbers the nuclei
 * @param image on whose grid it lies: the scheme's, or another one where that is lacking
 * @param labels axial planes: axes to the right, to the front, up
 */
record ShownMask(MaskKind kind, LabelScheme scheme, Modality image, LabelMap labels) {
    /** Its name in addresses. */
    String name() {
        return scheme.name() + "-" + EnumNames.of(kind);
    }
}
