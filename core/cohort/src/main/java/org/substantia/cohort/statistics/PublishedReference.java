package org.substantia.cohort.statistics;

import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.subject.Diagnosis;

/**
 * The means that the challenge's organizers published for their training and validation cases (n = 300) on the
 * challenge's page. Volumes were given as numbers; intensities were read off bar charts, so they hold within 2 ppb and
 * 0.002.
 */
public final class PublishedReference {
    /** By QSM label from 1 on: right, left of every structure. */
    private static final double[] VOLUME_CM3 = {
        3.36, 2.84, 3.67, 3.52, 1.85, 2.10, 4.60, 4.61, 0.08, 0.09, 0.47, 0.46, 0.17, 0.17, 0.66, 0.65
    };

    private static final double[] HEALTHY_PPB = {
        39, 43, 53, 47, 122, 120, -12, -10, 98, 102, 133, 134, 112, 113, 109, 104
    };

    private static final double[] PARKINSON_PPB = {
        38, 42, 51, 46, 130, 129, -10, -6, 99, 102, 149, 154, 112, 115, 103, 102
    };

    private static final double[] HEALTHY_NM = {
        1.010, 0.978, 1.022, 1.007, 0.992, 0.974, 0.989, 1.001, 1.012, 1.006, 1.040, 1.044, 0.991, 0.996, 0.945, 0.980
    };

    private static final double[] PARKINSON_NM = {
        1.006, 0.969, 1.022, 1.002, 0.989, 0.968, 0.990, 1.006, 1.018, 1.003, 1.035, 1.028, 1.004, 1.003, 0.972, 1.000
    };

    /**
     * No mean was published for the substantia nigra of the NM masks. This is that of the four masks in the organizers'
     * repository (0.28 to 0.36 cm3 a side).
     */
    private static final double NM_SN_VOLUME_CM3 = 0.325;

    private PublishedReference() {}

    /** Mean volume in the QSM masks, cm3, both diagnoses together. */
    public static double volumeCm3(Nucleus nucleus) {
        return VOLUME_CM3[nucleus.qsmLabel() - 1];
    }

    /**
     * Mean volume of a structure of either side, cm3. For everything that finds or judges nuclei: with each side's own
     * mean, a head and its mirror image would not be treated alike.
     */
    public static double volumeCm3(Structure structure) {
        return (volumeCm3(Nucleus.of(structure, Side.LEFT)) + volumeCm3(Nucleus.of(structure, Side.RIGHT))) / 2;
    }

    /** Mean volume of one side's substantia nigra in the NM masks, cm3; measured on four cases. */
    public static double nmSubstantiaNigraVolumeCm3() {
        return NM_SN_VOLUME_CM3;
    }

    /** Mean susceptibility, ppb. */
    public static double susceptibilityPpb(Nucleus nucleus, Diagnosis diagnosis) {
        return (diagnosis == Diagnosis.HEALTHY ? HEALTHY_PPB : PARKINSON_PPB)[nucleus.qsmLabel() - 1];
    }

    /** Mean intensity of the neuromelanin-sensitive image, normalized to about 1; how is not said. */
    public static double nmIntensity(Nucleus nucleus, Diagnosis diagnosis) {
        return (diagnosis == Diagnosis.HEALTHY ? HEALTHY_NM : PARKINSON_NM)[nucleus.qsmLabel() - 1];
    }
}
