package org.substantia.imaging.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;

class ClosedPathTest {
    @Property(tries = 60)
    void costsWhatTheBestOfAllClosedPathsCosts(
            @ForAll long seed,
            @ForAll @IntRange(min = 3, max = 6) int points,
            @ForAll @IntRange(min = 2, max = 5) int states) {
        RandomStream random = new RandomStream(seed);
        double[][] costs = new double[points][states];
        for (double[] row : costs) {
            for (int k = 0; k < states; k++) {
                row[k] = random.nextGaussian();
            }
        }
        double jumpCost = random.nextDouble();
        int[] path = ClosedPath.find(costs, jumpCost);
        assertThat(cost(costs, jumpCost, path)).isCloseTo(best(costs, jumpCost, new int[points], 0), within(1e-9));
    }

    private static double best(double[][] costs, double jumpCost, int[] path, int point) {
        if (point == path.length) {
            return cost(costs, jumpCost, path);
        }
        double least = Double.POSITIVE_INFINITY;
        for (path[point] = 0; path[point] < costs[0].length; path[point]++) {
            least = Math.min(least, best(costs, jumpCost, path, point + 1));
        }
        return least;
    }

    /** Infinite for a path that leaps. */
    private static double cost(double[][] costs, double jumpCost, int[] path) {
        double sum = 0;
        for (int i = 0; i < path.length; i++) {
            int jump = Math.abs(path[i] - path[(i + 1) % path.length]);
            sum += jump > 1 ? Double.POSITIVE_INFINITY : costs[i][path[i]] + jump * jumpCost;
        }
        return sum;
    }

    @Test
    void comesBackToWhereItStarted() {
        // Open, the cheapest way climbs from state 0 to state 3; closed, it has to come down again.
        double[][] costs = {{0, 9, 9, 9}, {9, 0, 9, 9}, {9, 9, 0, 9}, {9, 9, 9, 0}, {5, 5, 0, 5}, {5, 0, 5, 5}};
        assertThat(ClosedPath.find(costs, 0)).containsExactly(0, 1, 2, 3, 2, 1);
    }
}
