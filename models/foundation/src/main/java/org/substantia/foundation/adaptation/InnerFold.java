package org.substantia.foundation.adaptation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.split.StratifiedSplitter;
import org.substantia.cohort.subject.Diagnosis;

/**
 * Splits of the patients learned from, by their places in the list: stratified, no group parted. A split that leaves
 * one kind of label only to learn from is left out.
 *
 * @param training places to learn from
 * @param heldOut places to choose by
 */
@SuppressWarnings("ArrayRecordComponent") // within the package, never compared
record InnerFold(int[] training, int[] heldOut) {
    /** As many folds as wanted, or fewer where the groups do not allow them; none for a single group. */
    static List<InnerFold> of(List<Example> examples, boolean[] positive, CaseGroups groups, int wanted, long seed) {
        Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < positive.length; i++) {
            String id = examples.get(i).id();
            diagnoses.put(id, Optional.of(positive[i] ? Diagnosis.PARKINSON : Diagnosis.HEALTHY));
            if (places.put(id, i) != null) {
                throw new IllegalArgumentException("two examples have the id " + id);
            }
        }
        StratifiedSplitter splitter = new StratifiedSplitter(diagnoses, groups);
        List<InnerFold> folds = new ArrayList<>();
        if (splitter.units() < 2) {
            return folds;
        }
        for (Fold fold : splitter.kFold(Math.min(wanted, splitter.units()), seed)) {
            InnerFold split = new InnerFold(places(fold.training(), places), places(fold.heldOut(), places));
            if (isMixed(split.training, positive)) {
                folds.add(split);
            }
        }
        return folds;
    }

    private static int[] places(List<String> ids, Map<String, Integer> places) {
        return ids.stream().mapToInt(places::get).toArray();
    }

    private static boolean isMixed(int[] places, boolean[] positive) {
        for (int place : places) {
            if (positive[place] != positive[places[0]]) {
                return true;
            }
        }
        return false;
    }

    static boolean[] select(boolean[] all, int[] places) {
        boolean[] some = new boolean[places.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[places[i]];
        }
        return some;
    }

    static double[] select(double[] all, int[] places) {
        double[] some = new double[places.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[places[i]];
        }
        return some;
    }

    static <T> List<T> select(List<T> all, int[] places) {
        List<T> some = new ArrayList<>();
        for (int place : places) {
            some.add(all.get(place));
        }
        return some;
    }
}
