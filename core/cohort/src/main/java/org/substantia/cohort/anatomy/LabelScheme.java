package org.substantia.cohort.anatomy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.substantia.base.json.Spelled;

/**
 * The two kinds of mask the challenge uses, each named after the modality it was traced on. They number the substantia
 * nigra differently, so a label means nothing without its scheme.
 */
public enum LabelScheme implements Spelled {
    /** All sixteen nuclei, labels 1 to 16. */
    QSM(Modality.QSM) {
        @Override
        public OptionalInt labelOf(Nucleus nucleus) {
            return OptionalInt.of(nucleus.qsmLabel());
        }
    },
    /** The substantia nigra alone: right 1, left 2. */
    NM(Modality.NM) {
        @Override
        public OptionalInt labelOf(Nucleus nucleus) {
            return nucleus.nmLabel();
        }
    };

    private final Modality modality;

    LabelScheme(Modality modality) {
        this.modality = modality;
    }

    /** The image the mask was traced on. */
    public Modality modality() {
        return modality;
    }

    /** The label of a nucleus; empty where the scheme does not hold it. */
    public abstract OptionalInt labelOf(Nucleus nucleus);

    /** The nucleus behind a label; empty for background and for values outside the scheme. */
    public Optional<Nucleus> nucleusOf(int label) {
        return nuclei().stream()
                .filter(nucleus -> labelOf(nucleus).getAsInt() == label)
                .findFirst();
    }

    /** The nuclei of this scheme, by ascending label. */
    public List<Nucleus> nuclei() {
        return Arrays.stream(Nucleus.values())
                .filter(nucleus -> labelOf(nucleus).isPresent())
                .toList();
    }

    /** File name of a reference mask of this kind: {@code QSM_mask.nii.gz}. */
    public String maskFileName() {
        return name() + "_mask.nii.gz";
    }

    /** File name of a predicted mask of this kind: {@code QSM_pred.nii.gz}. */
    public String predictionFileName() {
        return name() + "_pred.nii.gz";
    }

    /**
     * File name of the sixteen predicted nuclei of a case without a QSM, on the grid of another image:
     * {@code T1_pred.nii.gz}, or {@code NM_nuclei_pred.nii.gz} beside the NM image's own {@code NM_pred.nii.gz}.
     *
     * @param image T1 or NM
     */
    public static String standInFileName(Modality image) {
        return image + (image == Modality.NM ? "_nuclei" : "") + "_pred.nii.gz";
    }

    @Override
    public String spelling() {
        return name();
    }
}
