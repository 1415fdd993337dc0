package org.substantia.pipeline.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;

class AdaptationDesignTest {
    /** Every third one is a patient. */
    private static Map<String, Optional<Diagnosis>> diagnoses(int cases) {
        Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
        for (int i = 0; i < cases; i++) {
            diagnoses.put(id(i), Optional.of(i % 3 == 0 ? Diagnosis.PARKINSON : Diagnosis.HEALTHY));
        }
        return diagnoses;
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "P%03d", number);
    }

    private static AdaptationCohort cohort(int cases, CaseGroups same, CaseGroups together) {
        return AdaptationCohort.of("cohort", "digest", diagnoses(cases), same, together);
    }

    private static CaseGroups pairs(int... members) {
        List<CaseGroups.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < members.length; i += 2) {
            pairs.add(new CaseGroups.Pair(id(members[i]), id(members[i + 1])));
        }
        return CaseGroups.ofPairs(pairs);
    }

    @Test
    void smallerAmountsArePartsOfLargerOnes() {
        AdaptationDesign design = new AdaptationDesign(List.of(24, 6, 12), 5, AdaptationDesign.seeds(7, 2));

        List<AdaptationDesign.Turn> turns = design.turns(cohort(60, CaseGroups.none(), CaseGroups.none()));

        assertThat(design.amounts()).containsExactly(6, 12, 24);
        assertThat(turns).hasSize(10);
        for (AdaptationDesign.Turn turn : turns) {
            assertThat(turn.training(12)).containsAll(turn.training(6)).hasSize(12);
            assertThat(turn.training(24)).containsAll(turn.training(12)).doesNotContainAnyElementsOf(turn.test());
        }
    }

    @Test
    void everyAmountHasTheCohortsShareOfPatients() {
        AdaptationDesign design = new AdaptationDesign(List.of(1), 4, List.of(3L));

        for (AdaptationDesign.Turn turn : design.turns(cohort(60, CaseGroups.none(), CaseGroups.none()))) {
            double share = share(turn.order());
            for (int amount = 1; amount <= turn.order().size(); amount++) {
                double patients = share(turn.training(amount)) * amount;
                assertThat(patients).isCloseTo(share * amount, within(1.0));
            }
        }
    }

    private static double share(List<String> ids) {
        return ids.stream()
                        .filter(id -> Integer.parseInt(id.substring(1)) % 3 == 0)
                        .count()
                / (double) ids.size();
    }

    @Test
    void everyCaseIsTestedOnceASeedAndSeedsDiffer() {
        AdaptationDesign design = new AdaptationDesign(List.of(10), 5, List.of(1L, 2L));

        List<AdaptationDesign.Turn> turns = design.turns(cohort(30, CaseGroups.none(), CaseGroups.none()));

        List<String> first = tested(turns.subList(0, 5));
        assertThat(first).hasSize(30).doesNotHaveDuplicates();
        assertThat(tested(turns.subList(5, 10)))
                .containsExactlyInAnyOrderElementsOf(first)
                .isNotEqualTo(first);
        assertThat(design.turns(cohort(30, CaseGroups.none(), CaseGroups.none())))
                .isEqualTo(turns);
    }

    private static List<String> tested(List<AdaptationDesign.Turn> turns) {
        return turns.stream().flatMap(turn -> turn.test().stream()).toList();
    }

    @Test
    void twinsStayOnOneSideAndOfOneSubjectOnlyTheFirstScanTakesPart() {
        AdaptationCohort cohort = cohort(40, pairs(4, 5, 5, 6), pairs(0, 1, 2, 3, 10, 39));

        assertThat(cohort.diagnoses())
                .containsKey(id(4))
                .doesNotContainKeys(id(5), id(6))
                .hasSize(38);
        assertThat(cohort.duplicates()).hasSize(1);
        for (AdaptationDesign.Turn turn : new AdaptationDesign(List.of(5), 5, List.of(1L, 2L, 3L)).turns(cohort)) {
            for (String[] twins : new String[][] {{id(0), id(1)}, {id(2), id(3)}, {id(10), id(39)}}) {
                assertThat(turn.test().contains(twins[0])).isEqualTo(turn.test().contains(twins[1]));
            }
        }
    }

    @Test
    void saysWhyACohortIsTooSmall() {
        AdaptationCohort small = cohort(10, CaseGroups.none(), CaseGroups.none());

        assertThatThrownBy(() -> new AdaptationDesign(List.of(9), 5, List.of(1L)).turns(small))
                .hasMessage("amounts go up to 9, but beside a fold of 5 only 8 cases are left to learn from");
        assertThatThrownBy(() -> new AdaptationDesign(List.of(2), 11, List.of(1L)).turns(small))
                .hasMessage("11 folds cannot be made of 10 cases or groups of cases");
        assertThatThrownBy(() -> new AdaptationDesign(List.of(0, 2), 2, List.of(1L)))
                .hasMessageContaining("at least 1");
    }
}
