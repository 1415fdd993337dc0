package org.substantia.diagnosis.classification.features;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

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

    private static final Set<String> QSM_WORDS = Set.of("qsm", "susceptibility", "nigrosome", "iron");
    private static final Set<String> NM_WORDS = Set.of("nm", "snpc", "neuromelanin");

    private final String title;

    EvidenceFamily(String title) {
        this.title = title;
    }

    /** The name in words. */
    public String title() {
        return title;
    }

    /**
     * By the words in a biomarker's name, which humps and anything but letters and digits part: {@code image} foremost,
     * then those of NM (what needs both images counts as NM), then those of QSM; anatomy is what names neither.
     */
    public static EvidenceFamily of(String biomarker) {
        Set<String> words = new HashSet<>(Arrays.asList(biomarker
                .replaceAll("(?<=[a-z])(?=[A-Z])", ".")
                .toLowerCase(Locale.ROOT)
                .split("[^a-z0-9]+")));
        if (biomarker.startsWith("image.")) {
            return IMAGE;
        }
        if (words.stream().anyMatch(NM_WORDS::contains)) {
            return NM;
        }
        return words.stream().anyMatch(QSM_WORDS::contains) ? QSM : ANATOMY;
    }
}
