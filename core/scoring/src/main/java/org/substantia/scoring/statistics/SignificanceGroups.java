package org.substantia.scoring.statistics;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Groups of submissions that cannot be told apart: two submissions share a group if, and only if, their pair does not
 * differ significantly. A submission may be in several groups. This is the compact letter display of pairwise tests
 * (Piepho 2004, Journal of Computational and Graphical Statistics 13:456); groups are grown from the pairs that do not
 * differ, best first, which takes polynomial time whatever the tests say. Immutable.
 *
 * @param alpha family-wise level, to which the p of a pair is compared after Holm's correction
 * @param groups of each submission, in the order of the matrix: ascending numbers, 0 is the group of the best
 */
public record SignificanceGroups(double alpha, List<List<Integer>> groups) {
    public SignificanceGroups {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /** @param order indices of all submissions of the matrix, best first */
    public static SignificanceGroups of(SignificanceMatrix tests, List<Integer> order, double alpha) {
        int count = order.size();
        boolean[][] alike = new boolean[count][count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                alike[i][j] = i == j || tests.adjustedPValue(order.get(i), order.get(j)) > alpha;
            }
        }
        List<BitSet> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            for (int j = i; j < count; j++) {
                int first = i;
                int second = j;
                // A submission that differs from all others is a group of its own.
                boolean alone = i == j && countAlike(alike[i]) == 1;
                boolean pair = i < j && alike[i][j];
                if ((alone || pair) && found.stream().noneMatch(g -> g.get(first) && g.get(second))) {
                    found.add(grown(alike, first, second));
                }
            }
        }
        found.sort(Comparator.comparing((BitSet g) -> g.nextSetBit(0)).thenComparing(g -> g.length()));
        List<List<Integer>> groups = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            int place = order.indexOf(s);
            List<Integer> own = new ArrayList<>();
            for (int g = 0; g < found.size(); g++) {
                if (found.get(g).get(place)) {
                    own.add(g);
                }
            }
            groups.add(own);
        }
        return new SignificanceGroups(alpha, groups);
    }

    private static int countAlike(boolean[] row) {
        int count = 0;
        for (boolean one : row) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** The two, and whoever is like all that are in already. */
    private static BitSet grown(boolean[][] alike, int first, int second) {
        BitSet group = new BitSet(alike.length);
        group.set(first);
        group.set(second);
        for (int k = 0; k < alike.length; k++) {
            int candidate = k;
            if (group.stream().allMatch(member -> alike[candidate][member])) {
                group.set(k);
            }
        }
        return group;
    }
}
