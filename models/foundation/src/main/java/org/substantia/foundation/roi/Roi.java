package org.substantia.foundation.roi;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.substantia.base.json.Spelled;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Structure;

/**
 * The four regions that the challenge's winner looks at (MRN, arXiv 2509.17566). Their crops have one size for all
 * patients, in mm: the largest extent of the nuclei among the challenge's public masks and a tenth for larger heads, 8
 * mm on every side in the slice (so that surroundings are there to compare with) and 4 mm below and above.
 */
public enum Roi implements Spelled {
    /** The nigra in the neuromelanin image. */
    NM_NIGRA("nm-sn", Modality.NM, 52, 40, 24),
    /** The basal ganglia and the thalamus. */
    QSM_BASAL_GANGLIA("qsm-cn-put-gp-th", Modality.QSM, 88, 80, 44),
    /** The nuclei of the midbrain. */
    QSM_MIDBRAIN("qsm-stn-sn-rn", Modality.QSM, 52, 40, 28),
    /** The dentate nuclei. */
    QSM_DENTATE("qsm-dn", Modality.QSM, 60, 40, 24);

    private final String label;
    private final Modality modality;
    private final double widthMm;
    private final double depthMm;
    private final double heightMm;

    Roi(String label, Modality modality, double widthMm, double depthMm, double heightMm) {
        this.label = label;
        this.modality = modality;
        this.widthMm = widthMm;
        this.depthMm = depthMm;
        this.heightMm = heightMm;
    }

    /** In files and messages: the image and the nuclei. */
    @Override
    public String spelling() {
        return label;
    }

    /** @throws IllegalArgumentException if no region is spelled so */
    public static Roi parse(String text) {
        return Arrays.stream(values())
                .filter(roi -> roi.label.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no region is called \"" + text + "\""));
    }

    /** The image that is cut. */
    public Modality modality() {
        return modality;
    }

    /** In words: the nuclei and the image. */
    public String title() {
        return String.join(", ", structures().stream().map(Structure::symbol).toList()) + " in " + modality.spelling();
    }

    Set<Structure> structures() {
        return switch (this) {
            case NM_NIGRA -> EnumSet.of(Structure.SN);
            case QSM_BASAL_GANGLIA -> EnumSet.of(Structure.CN, Structure.PUT, Structure.GP, Structure.TH);
            case QSM_MIDBRAIN -> EnumSet.of(Structure.STN, Structure.SN, Structure.RN);
            case QSM_DENTATE -> EnumSet.of(Structure.DN);
        };
    }

    double widthMm() {
        return widthMm;
    }

    double depthMm() {
        return depthMm;
    }

    double heightMm() {
        return heightMm;
    }
}
