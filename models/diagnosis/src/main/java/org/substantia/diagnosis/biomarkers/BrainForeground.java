package org.substantia.diagnosis.biomarkers;

import java.util.Optional;
import java.util.OptionalInt;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.GridAgreement;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;
import org.substantia.imaging.distance.DistanceTransform;
import org.substantia.imaging.intensity.FiniteVoxels;
import org.substantia.imaging.intensity.ForegroundMask;
import org.substantia.imaging.resampling.LabelInterpolation;
import org.substantia.imaging.resampling.Resampler;

/**
 * The brain: as a susceptibility map tells it, since maps are zero outside the mask they were made with, or as NM does.
 */
public final class BrainForeground {
    /**
     * A QSM whose zeros cover less than this share was not masked; of a head's field of view the brain fills about a
     * quarter.
     */
    private static final double MIN_MASKED_SHARE = 0.2;

    /**
     * The scalp is thinner than twice this, so that nothing of it lies so deep. On 40 synthetic heads the brain's
     * median was found to 0.03 % on average and 0.6 % at most, and with 5 to 8 mm hardly differently; the whole head's
     * median is 2 % off on average and 3.3 % at most.
     */
    private static final double DEPTH_MM = 6;

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

    /** The mask on the grid of an image; empty where it holds nothing of that grid. */
    public static Optional<Mask> onGridOf(Volume image, Optional<Mask> brain) {
        return brain.map(mask -> GridAgreement.of(mask.geometry(), image.geometry())
                        ? mask
                        : Mask.of(Resampler.onto(image.geometry())
                                .apply(mask.toLabelMap(), LabelInterpolation.NEAREST, Workers.caller())))
                .filter(mask -> mask.count() > 0);
    }

    /**
     * The brain in an NM image: the mask on its grid or, without one, what is found in the image itself. In NM white
     * and gray matter are about as bright, and the dark skull parts them from the scalp: the brain is the largest part
     * that lies more than {@value #DEPTH_MM} mm below the surface of the bright voxels. Its outermost millimeters are
     * not in it, which the median does not mind. A T1 has no such simple way: so deep lies white matter alone.
     *
     * @param brain of a susceptibility map, on any grid
     * @return empty where nothing lies so deep
     */
    public static Optional<Mask> inNeuromelanin(Volume nm, Optional<Mask> brain) {
        return onGridOf(nm, brain).or(() -> within(FiniteVoxels.orZero(nm)));
    }

    private static Optional<Mask> within(Volume nm) {
        float[] depth = DistanceTransform.toForeground(ForegroundMask.bright(nm).complement(), Workers.caller())
                .data();
        byte[] deep = new byte[depth.length];
        for (int i = 0; i < deep.length; i++) {
            deep[i] = (byte) (depth[i] > DEPTH_MM ? 1 : 0);
        }
        ConnectedComponents parts = ConnectedComponents.of(new Mask(nm.geometry(), deep), Connectivity.FACES);
        OptionalInt largest = parts.largest();
        return largest.isPresent() ? Optional.of(parts.mask(largest.getAsInt())) : Optional.empty();
    }
}
