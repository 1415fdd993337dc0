package org.substantia.segmentation.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Nucleus;

class HeadPlausibilityTest {
    private static StructureQuality quality(String name, Set<QcFlag> flags) {
        return new StructureQuality(name, 1, 100, OptionalDouble.of(0.9), 1, flags);
    }

    /** @param flags one a nucleus; those beyond have none */
    private static List<StructureQuality> head(QcFlag... flags) {
        List<StructureQuality> out = new ArrayList<>();
        for (Nucleus nucleus : Nucleus.values()) {
            int n = out.size();
            out.add(quality(nucleus.symbol(), n < flags.length ? Set.of(flags[n]) : Set.of()));
        }
        return out;
    }

    @Test
    void aFewOddStructuresAreStillAHeads() {
        List<StructureQuality> structures =
                head(QcFlag.MISPLACED, QcFlag.MISPLACED, QcFlag.IMPLAUSIBLE_VOLUME, QcFlag.MISSING);
        assertThat(HeadPlausibility.count(structures)).isEqualTo(new HeadPlausibility.Count(4, 16));
        assertThat(HeadPlausibility.fault(structures)).isEmpty();
    }

    @Test
    void halfOfThemAreNot() {
        QcFlag[] flags = new QcFlag[8];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = i % 2 == 0 ? QcFlag.MISPLACED : QcFlag.IMPLAUSIBLE_VOLUME;
        }
        assertThat(HeadPlausibility.fault(head(flags)))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith("8 of the 16 structures in view"));
    }

    @Test
    void structuresOutOfViewDoNotCount() {
        QcFlag[] flags = new QcFlag[16];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = i < 6 ? QcFlag.OUT_OF_VIEW : i < 11 ? QcFlag.MISPLACED : QcFlag.CUT;
        }
        List<StructureQuality> structures = head(flags);
        assertThat(HeadPlausibility.count(structures)).isEqualTo(new HeadPlausibility.Count(5, 10));
        assertThat(HeadPlausibility.fault(structures)).isPresent();
    }

    /** Of a lesion nobody knows the place, and it may be missing. */
    @Test
    void structuresOfOtherModelsSayNothing() {
        List<StructureQuality> others =
                List.of(quality("lesion", Set.of(QcFlag.MISSING)), quality("cyst", Set.of(QcFlag.MISSING)));
        assertThat(HeadPlausibility.fault(others)).isEmpty();
    }
}
