package org.substantia.pipeline.adaptation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;
import org.substantia.base.random.SplitMix64;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.split.StratifiedSplitter;
import org.substantia.cohort.subject.Diagnosis;

/**
 * Which cases are learned from and tested on. For every seed the cohort is dealt anew into folds; each fold is a turn,
 * whose other cases are put in one random order. An amount n learns from the first n of them, so the smaller amounts
 * are parts of the larger ones. Any beginning of the order has the shares of diagnoses of the whole, as nearly as whole
 * cases can.
 *
 * @param amounts of labeled cases to learn from, ascending
 * @param folds at least 2
 * @param seeds one a repetition
 */
public record AdaptationDesign(List<Integer> amounts, int folds, List<Long> seeds) {
    /**
     * One fold of one repetition.
     *
     * @param seed of the repetition
     * @param fold from 0
     * @param order of the cases to learn from
     * @param test ids, sorted
     */
    public record Turn(long seed, int fold, List<String> order, List<String> test) {
        public Turn {
            order = List.copyOf(order);
            test = List.copyOf(test);
        }

        /** The ids that an amount learns from, sorted. */
        public List<String> training(int amount) {
            return order.subList(0, amount).stream().sorted().toList();
        }
    }

    /** @throws IllegalArgumentException if there is no amount or seed, or one does not make sense */
    public AdaptationDesign {
        amounts = amounts.stream().sorted().distinct().toList();
        seeds = seeds.stream().distinct().toList();
        if (amounts.isEmpty() || amounts.get(0) < 1) {
            throw new IllegalArgumentException("amounts are whole numbers of at least 1");
        }
        if (folds < 2) {
            throw new IllegalArgumentException("at least 2 folds are needed, not " + folds);
        }
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("at least 1 seed is needed");
        }
    }

    /** So many seeds, from the first one on. */
    public static List<Long> seeds(long first, int count) {
        return LongStream.range(first, first + count).boxed().toList();
    }

    public int largestAmount() {
        return amounts.get(amounts.size() - 1);
    }

    /**
     * The turns, repetition by repetition.
     *
     * @throws IllegalArgumentException if the cohort has too few cases or groups for as many folds, or leaves fewer
     *     cases to learn from than the largest amount
     */
    public List<Turn> turns(AdaptationCohort cohort) {
        StratifiedSplitter splitter = new StratifiedSplitter(cohort.diagnoses(), cohort.together());
        if (splitter.units() < folds) {
            throw new IllegalArgumentException(
                    "%d folds cannot be made of %d cases or groups of cases".formatted(folds, splitter.units()));
        }
        List<Turn> turns = new ArrayList<>();
        for (long seed : seeds) {
            for (Fold fold : splitter.kFold(folds, seed)) {
                List<String> pool = fold.training();
                if (pool.size() < largestAmount()) {
                    throw new IllegalArgumentException(
                            "amounts go up to %d, but beside a fold of %d only %d cases are left to learn from"
                                    .formatted(largestAmount(), folds, pool.size()));
                }
                long orderSeed = SplitMix64.seed(seed, "order of fold " + fold.index());
                turns.add(new Turn(seed, fold.index(), order(pool, cohort.diagnoses(), orderSeed), fold.heldOut()));
            }
        }
        return turns;
    }

    /** The mean share of the cohort that a turn tests on. */
    static double heldOutShare(List<Turn> turns) {
        double test = turns.stream().mapToInt(turn -> turn.test().size()).sum();
        double pool = turns.stream().mapToInt(turn -> turn.order().size()).sum();
        return test / (test + pool);
    }

    /** Shuffled, then dealt so that the stratum which lags most behind its share comes next. */
    private static List<String> order(List<String> pool, Map<String, Optional<Diagnosis>> diagnoses, long seed) {
        int strata = Diagnosis.values().length + 1;
        List<List<String>> waiting = new ArrayList<>();
        for (int s = 0; s < strata; s++) {
            waiting.add(new ArrayList<>());
        }
        for (int place : Shuffle.indices(pool.size(), new RandomStream(seed))) {
            String id = pool.get(place);
            waiting.get(diagnoses.get(id).map(Diagnosis::label).orElse(strata - 1))
                    .add(id);
        }
        int[] sizes = waiting.stream().mapToInt(List::size).toArray();
        int[] taken = new int[strata];
        List<String> order = new ArrayList<>();
        while (order.size() < pool.size()) {
            int next = -1;
            double most = Double.NEGATIVE_INFINITY;
            for (int s = 0; s < strata; s++) {
                double lag = (double) sizes[s] * (order.size() + 1) / pool.size() - taken[s];
                if (taken[s] < sizes[s] && lag > most) {
                    most = lag;
                    next = s;
                }
            }
            order.add(waiting.get(next).get(taken[next]++));
        }
        return order;
    }
}
