package org.substantia.scoring.statistics;

import java.util.List;
import org.substantia.base.parallel.Workers;

/**
 * Every pair of submissions compared by a {@link PairedPermutationTest}, corrected by {@link Holm} for the number of
 * pairs. Immutable.
 */
public final class SignificanceMatrix {
    private final List<String> submissions;
    private final double[][] differences;
    private final double[][] raw;
    private final double[][] adjusted;

    private SignificanceMatrix(List<String> submissions, double[][] differences, double[][] raw, double[][] adjusted) {
        this.submissions = submissions;
        this.differences = differences;
        this.raw = raw;
        this.adjusted = adjusted;
    }

    /**
     * @param permutations random signings a pair, where not all are counted
     * @param seed of those signings
     */
    public static SignificanceMatrix of(ScoreMatrix scores, int permutations, long seed, Workers workers) {
        int count = scores.submissions().size();
        double[][] differences = new double[count][count];
        double[][] raw = new double[count][count];
        double[][] adjusted = new double[count][count];
        double[] flat = new double[count * (count - 1) / 2];
        int pair = 0;
        for (int i = 0; i < count; i++) {
            raw[i][i] = 1;
            adjusted[i][i] = 1;
            for (int j = 0; j < i; j++) {
                PairedPermutationTest test = PairedPermutationTest.compare(
                        scores.scoresOf(i), scores.scoresOf(j), permutations, seed, workers);
                differences[i][j] = test.meanDifference();
                differences[j][i] = -test.meanDifference();
                raw[i][j] = test.pValue();
                raw[j][i] = test.pValue();
                flat[pair++] = test.pValue();
            }
        }
        double[] corrected = Holm.adjust(flat);
        pair = 0;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                adjusted[i][j] = corrected[pair];
                adjusted[j][i] = corrected[pair++];
            }
        }
        return new SignificanceMatrix(scores.submissions(), differences, raw, adjusted);
    }

    public List<String> submissions() {
        return submissions;
    }

    /** Mean score of one submission minus that of another. */
    public double meanDifference(int submission, int other) {
        return differences[submission][other];
    }

    /** The two-sided p of one pair, not corrected; 1 on the diagonal. */
    public double pValue(int submission, int other) {
        return raw[submission][other];
    }

    /** The two-sided p of one pair, corrected for the number of pairs; 1 on the diagonal. */
    public double adjustedPValue(int submission, int other) {
        return adjusted[submission][other];
    }

    /** Whether {@code submission} is better than {@code other} at family-wise level {@code alpha}. */
    public boolean isBetter(int submission, int other, double alpha) {
        return differences[submission][other] > 0 && adjusted[submission][other] <= alpha;
    }
}
