package org.substantia.cohort.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.subject.Diagnosis;

/**
 * Deals cases into folds or parts at random, each with its share of every diagnosis (and of the unlabeled), no group
 * parted. The same cases, groups and seed give the same split whatever order they come in. Immutable and safe to share
 * between threads.
 *
 * <p>Where every case stands alone, the counts of a diagnosis in two folds differ by at most one, and so do the folds'
 * sizes; a part has exactly the size asked for and within one case of its share of every diagnosis. Groups are dealt
 * first, the largest foremost, and single cases even out what they leave uneven.
 */
public final class StratifiedSplitter {
    /** The healthy, the patients and the unlabeled. */
    private static final int STRATA = Diagnosis.values().length + 1;

    private final List<Unit> units;
    private final int caseCount;

    /**
     * What is asked of a part.
     *
     * @param name such as {@code train}
     * @param cases how many it gets
     */
    public record PartSize(String name, int cases) {}

    /** Cases that go together. */
    private static final class Unit {
        private final List<String> ids;
        private final int[] strata;

        Unit(List<String> ids, int[] strata) {
            this.ids = ids;
            this.strata = strata;
        }

        int size() {
            return ids.size();
        }

        /** Of a single case, its stratum; of a group, that of most of its cases. */
        int mainStratum() {
            int main = 0;
            for (int s = 1; s < STRATA; s++) {
                if (strata[s] > strata[main]) {
                    main = s;
                }
            }
            return main;
        }
    }

    /**
     * @param diagnoses of every case that is to be dealt
     * @param groups cases to keep together; ids that are not among {@code diagnoses} are ignored
     */
    public StratifiedSplitter(Map<String, Optional<Diagnosis>> diagnoses, CaseGroups groups) {
        NavigableMap<String, Optional<Diagnosis>> remaining = new TreeMap<>(diagnoses);
        List<Unit> found = new ArrayList<>();
        while (!remaining.isEmpty()) {
            SortedSet<String> group = groups.of(remaining.firstKey());
            List<String> ids = group.stream().filter(remaining::containsKey).toList();
            int[] strata = new int[STRATA];
            for (String member : ids) {
                strata[remaining.remove(member).map(Diagnosis::label).orElse(STRATA - 1)]++;
            }
            found.add(new Unit(ids, strata));
        }
        this.units = List.copyOf(found);
        this.caseCount = diagnoses.size();
    }

    /** The cases of a cohort by their labels. */
    public static StratifiedSplitter of(Cohort cohort, LabelTable labels, CaseGroups groups) {
        Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
        for (CaseFolder patient : cohort.cases()) {
            diagnoses.put(patient.id(), labels.diagnosisOf(patient));
        }
        return new StratifiedSplitter(diagnoses, groups);
    }

    /** How many groups and single cases there are, and so how many folds at most. */
    public int units() {
        return units.size();
    }

    /**
     * Cross-validation: every case is held out in exactly one fold.
     *
     * @throws IllegalArgumentException unless {@code 2 <= k <= number of groups and single cases}
     */
    public List<Fold> kFold(int k, long seed) {
        if (k < 2 || k > units.size()) {
            throw new IllegalArgumentException("between 2 and " + units.size()
                    + " folds can be made of as many groups and single cases, not " + k);
        }
        RandomStream random = new RandomStream(seed);
        int[][] counts = new int[k][STRATA];
        int[] sizes = new int[k];
        int[] preference = Shuffle.indices(k, random);
        List<List<String>> heldOut = emptyLists(k);
        for (Unit unit : dealingOrder(random)) {
            int best = preference[0];
            for (int fold : preference) {
                if (comesBefore(unit, counts, sizes, fold, best)) {
                    best = fold;
                }
            }
            add(unit.strata, counts[best], 1);
            sizes[best] += unit.size();
            heldOut.get(best).addAll(unit.ids);
        }
        List<Fold> folds = new ArrayList<>();
        for (int fold = 0; fold < k; fold++) {
            List<String> training = new ArrayList<>();
            for (int other = 0; other < k; other++) {
                if (other != fold) {
                    training.addAll(heldOut.get(other));
                }
            }
            folds.add(new Fold(
                    fold,
                    training.stream().sorted().toList(),
                    heldOut.get(fold).stream().sorted().toList()));
        }
        return folds;
    }

    /** A unit goes where its diagnoses are rarest, among those where there are fewest cases. */
    private static boolean comesBefore(Unit unit, int[][] counts, int[] sizes, int fold, int best) {
        long crowd = 0;
        for (int s = 0; s < STRATA; s++) {
            crowd += (long) unit.strata[s] * (counts[fold][s] - counts[best][s]);
        }
        return crowd < 0 || (crowd == 0 && sizes[fold] < sizes[best]);
    }

    /**
     * Parts of given sizes, such as 200 train, 100 validation, 200 test. A part differs from its size only if the
     * groups leave no other way.
     *
     * @param sizes of the parts in the order wanted; together as many as there are cases
     * @throws IllegalArgumentException if a size is negative or they do not add up
     */
    public Split byCounts(List<PartSize> sizes, long seed) {
        int[] wanted = sizes.stream().mapToInt(PartSize::cases).toArray();
        if (Arrays.stream(wanted).anyMatch(size -> size < 0)
                || Arrays.stream(wanted).asLongStream().sum() != caseCount) {
            throw new IllegalArgumentException(
                    "the parts must hold all " + caseCount + " cases together, not " + sizes);
        }
        RandomStream random = new RandomStream(seed);
        int[] preference = Shuffle.indices(wanted.length, random);
        List<Unit> order = dealingOrder(random);
        int[] strata = new int[STRATA];
        units.forEach(unit -> add(unit.strata, strata, 1));
        int[][] free = Quotas.of(wanted, strata);
        int[] room = wanted.clone();
        List<List<String>> dealt = emptyLists(wanted.length);
        for (Unit unit : order) {
            int part = roomiest(unit, free, room, preference);
            add(unit.strata, free[part], -1);
            room[part] -= unit.size();
            dealt.get(part).addAll(unit.ids);
        }
        List<Split.Part> parts = new ArrayList<>();
        for (PartSize size : sizes) {
            parts.add(new Split.Part(
                    size.name(), dealt.get(parts.size()).stream().sorted().toList()));
        }
        return new Split(seed, parts);
    }

    /**
     * The part whose size, then whose quotas, a unit oversteps least; then the one with most room for its main stratum.
     */
    private static int roomiest(Unit unit, int[][] free, int[] room, int[] preference) {
        int best = -1;
        int[] bestCost = {};
        for (int part : preference) {
            int overStrata = 0;
            for (int s = 0; s < STRATA; s++) {
                overStrata += Math.max(0, unit.strata[s] - Math.max(0, free[part][s]));
            }
            int[] cost = {
                Math.max(0, unit.size() - Math.max(0, room[part])), overStrata, -free[part][unit.mainStratum()]
            };
            if (best < 0 || Arrays.compare(cost, bestCost) < 0) {
                best = part;
                bestCost = cost;
            }
        }
        return best;
    }

    /** Shuffled, then the largest groups first and single cases by stratum, so that the deal can even things out. */
    private List<Unit> dealingOrder(RandomStream random) {
        int[] shuffled = Shuffle.indices(units.size(), random);
        return Arrays.stream(shuffled)
                .mapToObj(units::get)
                .sorted(Comparator.comparingInt((Unit unit) -> -unit.size()).thenComparingInt(Unit::mainStratum))
                .toList();
    }

    private static void add(int[] from, int[] to, int factor) {
        for (int s = 0; s < STRATA; s++) {
            to[s] += factor * from[s];
        }
    }

    private static List<List<String>> emptyLists(int count) {
        List<List<String>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }
}
