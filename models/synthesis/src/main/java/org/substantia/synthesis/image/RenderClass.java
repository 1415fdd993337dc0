package org.substantia.synthesis.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.synthesis.anatomy.Tissue;

/**
 * The classes that signal tables are made for: the tissues by their label, the sixteen nuclei after them, fat (which
 * the anatomy does not tell from muscle), and the nigra as traced in NM.
 */
final class RenderClass {
    /** Class of a nucleus is this plus its QSM label. */
    static final int BEFORE_NUCLEI = Tissue.count() - 1;

    static final int FAT = BEFORE_NUCLEI + 17;
    /** Class of the nigra as traced in NM is this plus its NM label. */
    static final int BEFORE_NIGRA = FAT;

    static final int COUNT = BEFORE_NIGRA + 3;

    private RenderClass() {}

    /** A name for every class, by number. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Tissue tissue : Tissue.values()) {
            names.add(tissue.name().toLowerCase(Locale.ROOT));
        }
        for (Nucleus nucleus : LabelScheme.QSM.nuclei()) {
            names.add(nucleus.symbol());
        }
        names.add("fat");
        names.add("NM_SN_r");
        names.add("NM_SN_l");
        return names;
    }
}
