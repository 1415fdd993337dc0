package org.substantia.synthesis.image.render;

import java.util.Objects;
import java.util.Optional;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/**
 * The images of one synthetic case and their truth, all on one grid.
 *
 * @param t1 T1-weighted, arbitrary units; empty when the case lacks it
 * @param qsm susceptibility in ppb, 0 outside the brain mask; empty when the case lacks it
 * @param nm neuromelanin-sensitive, arbitrary units; empty when the case lacks it
 * @param qsmMask the sixteen nuclei, as they lie in {@code qsm}
 * @param nmMask the nigra as traced in NM, right 1 and left 2, as it lies in {@code nm}
 */
public record SyntheticImages(
        Optional<Volume> t1, Optional<Volume> qsm, Optional<Volume> nm, LabelMap qsmMask, LabelMap nmMask) {
    public SyntheticImages {
        Objects.requireNonNull(t1, "t1");
        Objects.requireNonNull(qsm, "qsm");
        Objects.requireNonNull(nm, "nm");
        Objects.requireNonNull(qsmMask, "qsmMask");
        Objects.requireNonNull(nmMask, "nmMask");
    }
}
