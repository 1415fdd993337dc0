package org.substantia.report.patient.page;

import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Structure;

/** The planes a report shows: those that cut most of certain nuclei. */
enum AxialPlane {
    STRIATUM("Striatum"),
    MIDBRAIN("Midbrain"),
    DENTATE("Dentate nucleus");

    private final String title;

    AxialPlane(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** The labels that choose the plane; none if the scheme lacks the nuclei. */
    Set<Integer> labels(LabelScheme scheme) {
        return scheme.nuclei().stream()
                .filter(nucleus -> isChosenBy(nucleus.structure()))
                .map(nucleus -> scheme.labelOf(nucleus).orElseThrow())
                .collect(Collectors.toSet());
    }

    private boolean isChosenBy(Structure structure) {
        return switch (structure) {
            case CN, PUT, GP -> this == STRIATUM;
            case SN, RN -> this == MIDBRAIN;
            case DN -> this == DENTATE;
            case TH, STN -> false;
        };
    }
}
