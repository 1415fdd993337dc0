package org.substantia.cohort.split;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Cases that belong together, such as scans of one subject, and so to one side of every split. Cases in no group stand
 * alone. Immutable and safe to share between threads.
 *
 * @param groups disjoint sets of at least two ids, by their first id
 */
public record CaseGroups(List<SortedSet<String>> groups) {
    private static final CaseGroups NONE = new CaseGroups(List.of());

    /** Two ids that belong together. */
    public record Pair(String first, String second) {}

    /** @throws IllegalArgumentException if a group has fewer than two ids or an id is in two groups */
    public CaseGroups {
        List<SortedSet<String>> copy = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (SortedSet<String> group : groups) {
            if (group.size() < 2) {
                throw new IllegalArgumentException("a group has at least two cases: " + group);
            }
            for (String id : group) {
                if (!seen.add(id)) {
                    throw new IllegalArgumentException("case " + id + " is in two groups");
                }
            }
            copy.add(Collections.unmodifiableSortedSet(new TreeSet<>(group)));
        }
        copy.sort((a, b) -> a.first().compareTo(b.first()));
        groups = List.copyOf(copy);
    }

    /** Every case alone. */
    public static CaseGroups none() {
        return NONE;
    }

    /** The connected sets of the graph whose edges are the pairs. */
    public static CaseGroups ofPairs(Collection<Pair> pairs) {
        Map<String, String> parents = new HashMap<>();
        for (Pair pair : pairs) {
            String a = rootOf(parents, pair.first());
            String b = rootOf(parents, pair.second());
            parents.put(a, b);
        }
        SortedMap<String, SortedSet<String>> byRoot = new TreeMap<>();
        for (String id : List.copyOf(parents.keySet())) {
            byRoot.computeIfAbsent(rootOf(parents, id), root -> new TreeSet<>()).add(id);
        }
        return new CaseGroups(
                byRoot.values().stream().filter(group -> group.size() > 1).toList());
    }

    private static String rootOf(Map<String, String> parents, String id) {
        String root = id;
        for (String up = parents.getOrDefault(root, root); !up.equals(root); up = parents.getOrDefault(root, root)) {
            root = up;
        }
        parents.put(id, root);
        return root;
    }

    /** These groups and others: groups that have a case in common become one. */
    public CaseGroups with(CaseGroups others) {
        List<Pair> pairs = new ArrayList<>();
        for (CaseGroups part : List.of(this, others)) {
            for (SortedSet<String> group : part.groups) {
                group.forEach(id -> pairs.add(new Pair(group.first(), id)));
            }
        }
        return ofPairs(pairs);
    }

    /**
     * The places of some cases in a list, those of each group together; groups and single cases in the order of their
     * first members.
     */
    public int[][] units(List<String> ids) {
        Map<String, List<Integer>> units = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            units.computeIfAbsent(of(ids.get(i)).first(), first -> new ArrayList<>())
                    .add(i);
        }
        return units.values().stream()
                .map(unit -> unit.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /** The group of a case: at least itself. */
    public SortedSet<String> of(String id) {
        for (SortedSet<String> group : groups) {
            if (group.contains(id)) {
                return group;
            }
        }
        return Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(id)));
    }
}
