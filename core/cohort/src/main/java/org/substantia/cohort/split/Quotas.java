package org.substantia.cohort.split;

/**
 * How many cases of each stratum each part gets: the proportional shares, every one rounded up or down, such that rows
 * and columns still add up. Such a rounding always exists (Bacharach 1966, as a flow in a network with whole
 * capacities).
 */
final class Quotas {
    private final boolean[][] roundedUp;
    private final boolean[][] mayRoundUp;

    private Quotas(int parts, int strata) {
        this.roundedUp = new boolean[parts][strata];
        this.mayRoundUp = new boolean[parts][strata];
    }

    /**
     * @param sizes of the parts
     * @param strata sizes of the strata; the sums are equal
     * @return by part, then stratum
     */
    static int[][] of(int[] sizes, int[] strata) {
        long total = 0;
        for (int size : sizes) {
            total += size;
        }
        int[][] quotas = new int[sizes.length][strata.length];
        if (total == 0) {
            return quotas;
        }
        Quotas rounding = new Quotas(sizes.length, strata.length);
        int[] lacking = strata.clone();
        for (int p = 0; p < sizes.length; p++) {
            for (int s = 0; s < strata.length; s++) {
                long share = (long) sizes[p] * strata[s];
                quotas[p][s] = (int) (share / total);
                rounding.mayRoundUp[p][s] = share % total != 0;
                lacking[s] -= quotas[p][s];
            }
        }
        for (int p = 0; p < sizes.length; p++) {
            int missing = sizes[p];
            for (int quota : quotas[p]) {
                missing -= quota;
            }
            for (; missing > 0; missing--) {
                if (!rounding.roundUpOne(p, lacking, new boolean[strata.length])) {
                    throw new AssertionError("proportional shares can always be rounded");
                }
            }
        }
        for (int p = 0; p < sizes.length; p++) {
            for (int s = 0; s < strata.length; s++) {
                quotas[p][s] += rounding.roundedUp[p][s] ? 1 : 0;
            }
        }
        return quotas;
    }

    /**
     * Finds an augmenting path: a stratum that lacks a case, or one that another part can give up for a further one.
     */
    private boolean roundUpOne(int part, int[] lacking, boolean[] visited) {
        for (int s = 0; s < lacking.length; s++) {
            if (!mayRoundUp[part][s] || roundedUp[part][s] || visited[s]) {
                continue;
            }
            visited[s] = true;
            if (lacking[s] > 0) {
                lacking[s]--;
                roundedUp[part][s] = true;
                return true;
            }
            for (int other = 0; other < roundedUp.length; other++) {
                if (roundedUp[other][s] && roundUpOne(other, lacking, visited)) {
                    roundedUp[other][s] = false;
                    roundedUp[part][s] = true;
                    return true;
                }
            }
        }
        return false;
    }
}
