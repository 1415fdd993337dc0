package org.substantia.cohort.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.substantia.cohort.split.StratifiedSplitter.PartSize;
import org.substantia.cohort.subject.Diagnosis;

class StratifiedSplitterTest {
    private static Map<String, Optional<Diagnosis>> cases(List<Integer> strata) {
        Map<String, Optional<Diagnosis>> cases = new TreeMap<>();
        for (int i = 0; i < strata.size(); i++) {
            cases.put(String.format("case%03d", i), Diagnosis.parse(String.valueOf(strata.get(i))));
        }
        return cases;
    }

    /** Cuts the cases, in an order of their own, into runs of the given lengths. */
    private static CaseGroups groups(Map<String, Optional<Diagnosis>> cases, List<Integer> lengths, int seed) {
        List<String> ids = new ArrayList<>(cases.keySet());
        Collections.shuffle(ids, new Random(seed));
        List<CaseGroups.Pair> pairs = new ArrayList<>();
        int at = 0;
        for (int length : lengths) {
            for (int i = 1; i < length && at + i < ids.size(); i++) {
                pairs.add(new CaseGroups.Pair(ids.get(at), ids.get(at + i)));
            }
            at += length;
        }
        return CaseGroups.ofPairs(pairs);
    }

    private static int[] strataOf(List<String> ids, Map<String, Optional<Diagnosis>> cases) {
        int[] counts = new int[3];
        ids.forEach(id -> counts[cases.get(id).map(Diagnosis::label).orElse(2)]++);
        return counts;
    }

    private static void assertIntact(CaseGroups groups, List<List<String>> parts) {
        for (TreeSet<String> group : groups.groups().stream().map(TreeSet::new).toList()) {
            assertThat(parts)
                    .filteredOn(part -> part.stream().anyMatch(group::contains))
                    .hasSize(1)
                    .allSatisfy(part -> assertThat(part).containsAll(group));
        }
    }

    @Provide
    Arbitrary<List<Integer>> strata() {
        return Arbitraries.integers().between(0, 2).list().ofMinSize(10).ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<Integer>> lengths() {
        return Arbitraries.integers().between(1, 4).list().ofMaxSize(8);
    }

    @Property(tries = 200)
    void everyCaseIsHeldOutOnceAndNoGroupIsParted(
            @ForAll("strata") List<Integer> strata,
            @ForAll("lengths") List<Integer> lengths,
            @ForAll @IntRange(min = 2, max = 3) int k,
            @ForAll int seed) {
        Map<String, Optional<Diagnosis>> cases = cases(strata);
        CaseGroups groups = groups(cases, lengths, seed);

        List<Fold> folds = new StratifiedSplitter(cases, groups).kFold(k, seed);

        assertThat(folds).hasSize(k);
        assertThat(folds.stream().flatMap(fold -> fold.heldOut().stream()))
                .containsExactlyInAnyOrderElementsOf(cases.keySet());
        assertThat(folds).allSatisfy(fold -> {
            List<String> both = new ArrayList<>(fold.training());
            both.addAll(fold.heldOut());
            assertThat(both).containsExactlyInAnyOrderElementsOf(cases.keySet());
            assertThat(fold.training()).isSorted();
        });
        assertIntact(groups, folds.stream().map(Fold::heldOut).toList());
    }

    @Property(tries = 200)
    void foldsOfSingleCasesDifferByAtMostOneInEveryDiagnosisAndInSize(
            @ForAll("strata") List<Integer> strata, @ForAll @IntRange(min = 2, max = 10) int k, @ForAll long seed) {
        Map<String, Optional<Diagnosis>> cases = cases(strata);

        List<Fold> folds = new StratifiedSplitter(cases, CaseGroups.none()).kFold(k, seed);

        List<int[]> counts =
                folds.stream().map(fold -> strataOf(fold.heldOut(), cases)).toList();
        for (int stratum = 0; stratum < 3; stratum++) {
            int s = stratum;
            assertThat(spread(counts.stream().mapToInt(c -> c[s]).toArray())).isLessThanOrEqualTo(1);
        }
        assertThat(spread(folds.stream().mapToInt(fold -> fold.heldOut().size()).toArray()))
                .isLessThanOrEqualTo(1);
    }

    private static int spread(int[] values) {
        return Arrays.stream(values).max().orElseThrow()
                - Arrays.stream(values).min().orElseThrow();
    }

    @Property(tries = 200)
    void partsOfSingleCasesHaveTheirSizeAndTheirShareOfEveryDiagnosis(
            @ForAll("strata") List<Integer> strata,
            @ForAll @IntRange(max = 100) int firstCut,
            @ForAll @IntRange(max = 100) int secondCut,
            @ForAll long seed) {
        Map<String, Optional<Diagnosis>> cases = cases(strata);
        int n = cases.size();
        int a = n * Math.min(firstCut, secondCut) / 100;
        int b = n * Math.max(firstCut, secondCut) / 100;
        List<PartSize> sizes = sizes(a, b - a, n - b);

        Split split = new StratifiedSplitter(cases, CaseGroups.none()).byCounts(sizes, seed);

        assertThat(split.parts().stream().flatMap(part -> part.ids().stream()))
                .containsExactlyInAnyOrderElementsOf(cases.keySet());
        assertSizes(split, sizes);
        int[] whole = strataOf(new ArrayList<>(cases.keySet()), cases);
        for (Split.Part part : split.parts()) {
            int[] counts = strataOf(part.ids(), cases);
            for (int s = 0; s < 3; s++) {
                assertThat(Math.abs(counts[s] - (double) part.ids().size() * whole[s] / n))
                        .isLessThan(1);
            }
        }
    }

    @Property(tries = 100)
    void partsOfGroupsHoldEveryCaseOnceAndTheirSizesWhereSinglesAllowIt(
            @ForAll("strata") List<Integer> strata, @ForAll("lengths") List<Integer> lengths, @ForAll int seed) {
        Map<String, Optional<Diagnosis>> cases = cases(strata);
        CaseGroups groups = groups(cases, lengths, seed);
        int n = cases.size();
        List<PartSize> sizes = sizes(n / 2, n / 4, n - n / 2 - n / 4);

        Split split = new StratifiedSplitter(cases, groups).byCounts(sizes, seed);

        assertThat(split.parts().stream().flatMap(part -> part.ids().stream()))
                .containsExactlyInAnyOrderElementsOf(cases.keySet());
        assertIntact(groups, split.parts().stream().map(Split.Part::ids).toList());
        long grouped = groups.groups().stream().mapToInt(group -> group.size()).sum();
        if (grouped <= n / 4) {
            assertSizes(split, sizes);
        }
    }

    @Property(tries = 50)
    void theOrderOfTheCasesDoesNotMatter(@ForAll("strata") List<Integer> strata, @ForAll int seed) {
        Map<String, Optional<Diagnosis>> cases = cases(strata);
        List<String> ids = new ArrayList<>(cases.keySet());
        Collections.shuffle(ids, new Random(seed));
        Map<String, Optional<Diagnosis>> shuffled = new LinkedHashMap<>();
        ids.forEach(id -> shuffled.put(id, cases.get(id)));
        CaseGroups groups = groups(cases, List.of(3, 2), seed);

        StratifiedSplitter one = new StratifiedSplitter(cases, groups);
        StratifiedSplitter other = new StratifiedSplitter(shuffled, groups);

        assertThat(other.kFold(3, seed)).isEqualTo(one.kFold(3, seed));
        List<PartSize> sizes = sizes(4, 3, cases.size() - 7);
        assertThat(other.byCounts(sizes, seed)).isEqualTo(one.byCounts(sizes, seed));
    }

    @Example
    void anotherSeedGivesAnotherSplit() {
        StratifiedSplitter splitter = new StratifiedSplitter(cases(Collections.nCopies(40, 1)), CaseGroups.none());

        assertThat(splitter.kFold(5, 1)).isNotEqualTo(splitter.kFold(5, 2));
        assertThat(splitter.byCounts(sizes(20, 10, 10), 1).parts())
                .isNotEqualTo(splitter.byCounts(sizes(20, 10, 10), 2).parts());
    }

    @Example
    void dealsTheChallengesFiveHundredAsItDid() {
        List<Integer> strata = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            strata.add(i % 2);
        }
        Map<String, Optional<Diagnosis>> cases = cases(strata);

        Split split = new StratifiedSplitter(cases, CaseGroups.none()).byCounts(sizes(200, 100, 200), 7);

        assertThat(strataOf(split.part("a").ids(), cases)).containsExactly(100, 100, 0);
        assertThat(strataOf(split.part("b").ids(), cases)).containsExactly(50, 50, 0);
        assertThat(strataOf(split.part("c").ids(), cases)).containsExactly(100, 100, 0);
        assertThatThrownBy(() -> split.part("d")).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void refusesWhatCannotBeDealt() {
        StratifiedSplitter splitter = new StratifiedSplitter(
                cases(Collections.nCopies(4, 0)),
                CaseGroups.ofPairs(List.of(new CaseGroups.Pair("case000", "case001"))));

        assertThatThrownBy(() -> splitter.kFold(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> splitter.kFold(4, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 2 and 3");
        assertThatThrownBy(() -> splitter.byCounts(sizes(1, 1, 1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("all 4 cases");
        assertThatThrownBy(() -> splitter.byCounts(sizes(-1, 4, 1), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void pairsThatTouchMakeOneGroup() {
        CaseGroups groups = CaseGroups.ofPairs(List.of(
                new CaseGroups.Pair("e", "d"),
                new CaseGroups.Pair("a", "c"),
                new CaseGroups.Pair("c", "b"),
                new CaseGroups.Pair("z", "z")));

        assertThat(groups.groups())
                .containsExactly(new TreeSet<>(List.of("a", "b", "c")), new TreeSet<>(List.of("d", "e")));
        assertThat(groups.of("b")).containsExactly("a", "b", "c");
        assertThat(groups.of("q")).containsExactly("q");
    }

    @Example
    void refusesGroupsThatOverlap() {
        assertThatThrownBy(() ->
                        new CaseGroups(List.of(new TreeSet<>(List.of("a", "b")), new TreeSet<>(List.of("b", "c")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<PartSize> sizes(int a, int b, int c) {
        return List.of(new PartSize("a", a), new PartSize("b", b), new PartSize("c", c));
    }

    private static void assertSizes(Split split, List<PartSize> sizes) {
        assertThat(split.parts())
                .map(part -> new PartSize(part.name(), part.ids().size()))
                .isEqualTo(sizes);
    }
}
