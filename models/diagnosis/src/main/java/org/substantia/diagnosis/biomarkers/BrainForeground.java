package org.substantia.diagnosis.biomarkers;

import java.util.Optional;
import org.substantia.cohort.GridAgreement;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/** The brain, as a susceptibility map tells it: maps are zero outside the mask they were made with. */
public final class BrainForeground {
    /**
     * A QSM whose zeros cover less than this share was not masked; of a head's field of view the brain fills about a
     * quarter.
     */
    private static final double MIN_MASKED_SHARE = 0.2;

    private BrainForeground() {}

    /** Empty where the map was not masked. */
    public static Optional<Mask> of(Volume qsm) {
        byte[] brain = new byte[qsm.data().length];
        int outside = 0;
        for (int i = 0; i < brain.length; i++) {
            boolean inside = qsm.data()[i] != 0 && Float.isFinite(qsm.data()[i]);
            brain[i] = (byte) (inside ? 1 : 0);
            outside += inside ? 0 : 1;
        }
        boolean masked = outside >= MIN_MASKED_SHARE * brain.length && outside < brain.length;
        return masked ? Optional.of(new Mask(qsm.geometry(), brain)) : Optional.empty();
    }

    /** The mask, if it has the grid of that image. */
    public static Optional<Mask> onGridOf(Volume image, Optional<Mask> brain) {
        return brain.filter(mask -> GridAgreement.of(mask.geometry(), image.geometry()));
    }
}
