package org.substantia.diagnosis.classification.features;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Region;

/** What a biomarker was measured on; a patient has all or nothing of a family, as the image is there or not. */
public enum EvidenceFamily {
    /** Susceptibility: iron, nigrosome 1. */
    QSM("QSM"),
    /** Neuromelanin: contrast, tracing, gradients, the pars compacta between both masks. */
    NM("NM"),
    /** Size and shape of the nuclei, known from masks of any image. */
    ANATOMY("anatomy"),
    /** Whole-image intensities: a suspected acquisition confound. */
    IMAGE("whole image");

    private final String title;

    EvidenceFamily(String title) {
        this.title = title;
    }

    /** The name in words. */
    public String title() {
        return title;
    }

    /**
     * By region and the words of the measure: what needs both images counts as NM, and anatomy is what names neither.
     */
    public static EvidenceFamily of(BiomarkerId id) {
        if (id.region() == Region.IMAGE) {
            return IMAGE;
        }
        List<String> words = Arrays.asList(id.measure().toLowerCase(Locale.ROOT).split("[^a-z0-9]+"));
        if (id.region() == Region.SNPC || words.contains("nm")) {
            return NM;
        }
        return words.contains("qsm") || words.contains("nigrosome") ? QSM : ANATOMY;
    }
}
