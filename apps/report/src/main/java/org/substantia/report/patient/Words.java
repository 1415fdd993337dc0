package org.substantia.report.patient;

import java.util.Locale;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;

/** How things are called in a report. */
final class Words {
    private Words() {}

    static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    static String side(Side side) {
        return side == Side.RIGHT ? "right" : "left";
    }

    static String nucleus(Nucleus nucleus) {
        return capital(nucleus.structure().title()) + ", " + side(nucleus.side());
    }

    static String structure(Structure structure, LabelScheme scheme) {
        return capital(structure.title()) + (scheme == LabelScheme.NM ? " on NM" : "");
    }

    static String modality(Modality modality) {
        return switch (modality) {
            case T1 -> "T1-weighted";
            case QSM -> "Susceptibility (QSM)";
            case NM -> "Neuromelanin (NM)";
        };
    }

    static String withUnit(String value, String unit) {
        return unit.isEmpty() ? value : value + "\u00A0" + unit;
    }

    static String z(double z) {
        return Format.signed(z, 1);
    }
}
