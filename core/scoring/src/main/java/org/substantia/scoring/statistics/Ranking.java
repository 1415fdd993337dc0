package org.substantia.scoring.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.substantia.base.parallel.Workers;

/**
 * Submissions in order of their scores on the same patients, with the stability of that order when patients are
 * resampled (Wiesenfarth et al. 2021, Scientific Reports 11:2369). Ties take the lowest rank of their group, on every
 * patient as in the end, which is the default of the challengeR package too.
 *
 * @param method how scores became ranks
 * @param submissions best first; those that tie in the order of the matrix
 * @param agreement of the resampled rankings with this one; absent for a single submission or when all tie
 * @param replicates how many resamples were drawn
 * @param level nominal coverage of the intervals
 */
public record Ranking(
        RankingMethod method,
        List<RankedSubmission> submissions,
        Optional<RankAgreement> agreement,
        int replicates,
        double level) {
    /** The same scores summed in another order of patients may differ by rounding, which must not decide a rank. */
    private static final double ROUNDING = 1e-12;

    public Ranking {
        submissions = List.copyOf(submissions);
    }

    public static Ranking of(ScoreMatrix scores, RankingMethod method, Bootstrap bootstrap, Workers workers) {
        double[][] points = points(scores, method);
        int patients = scores.patients().size();
        int count = points.length;
        int[] everyone = new int[patients];
        Arrays.setAll(everyone, i -> i);
        double[] totals = totals(points, everyone);
        int[] ranks = ranks(totals);

        int[][] resampled = new int[bootstrap.replicates()][];
        double[] taus = new double[bootstrap.replicates()];
        double[] reference = asDoubles(ranks);
        bootstrap.forEachResample(patients, workers, (replicate, drawn) -> {
            int[] these = ranks(totals(points, drawn));
            resampled[replicate] = these;
            taus[replicate] =
                    count < 2 ? Double.NaN : new KendallsCorrelation().correlation(reference, asDoubles(these));
        });

        List<RankedSubmission> ranked = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            Integer[] counts = new Integer[count];
            Arrays.fill(counts, 0);
            for (int[] these : resampled) {
                counts[these[s] - 1]++;
            }
            double tail = (1 - bootstrap.level()) / 2;
            double mean = totals[s] / patients;
            ranked.add(new RankedSubmission(
                    scores.submissions().get(s),
                    method == RankingMethod.MEAN_THEN_RANK ? mean : -mean,
                    ranks[s],
                    List.of(counts),
                    rankAt(counts, tail, bootstrap.replicates()),
                    rankAt(counts, 1 - tail, bootstrap.replicates())));
        }
        ranked.sort(Comparator.comparingInt(RankedSubmission::rank));
        return new Ranking(method, ranked, agreement(taus, bootstrap), bootstrap.replicates(), bootstrap.level());
    }

    /** What is averaged over patients, larger is better: the score itself, or minus the rank on that patient. */
    private static double[][] points(ScoreMatrix scores, RankingMethod method) {
        int patients = scores.patients().size();
        int count = scores.submissions().size();
        double[][] points = new double[count][patients];
        double[] ofPatient = new double[count];
        for (int p = 0; p < patients; p++) {
            for (int s = 0; s < count; s++) {
                ofPatient[s] = scores.score(p, s);
            }
            int[] ranks = ranks(ofPatient);
            for (int s = 0; s < count; s++) {
                points[s][p] = method == RankingMethod.MEAN_THEN_RANK ? ofPatient[s] : -ranks[s];
            }
        }
        return points;
    }

    private static double[] totals(double[][] points, int[] patients) {
        double[] totals = new double[points.length];
        for (int s = 0; s < points.length; s++) {
            double[] column = points[s];
            double sum = 0;
            for (int p : patients) {
                sum += column[p];
            }
            totals[s] = sum;
        }
        return totals;
    }

    private static int[] ranks(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        int[] ranks = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int rank = 1;
            for (double other : values) {
                rank += other - values[i] > ROUNDING * largest ? 1 : 0;
            }
            ranks[i] = rank;
        }
        return ranks;
    }

    /**
     * The smallest rank that at least this share of the resamples do not exceed, so that an interval's ends are whole
     * ranks.
     */
    private static int rankAt(Integer[] counts, double probability, int replicates) {
        long below = 0;
        for (int rank = 1; rank < counts.length; rank++) {
            below += counts[rank - 1];
            if (below >= probability * replicates) {
                return rank;
            }
        }
        return counts.length;
    }

    private static Optional<RankAgreement> agreement(double[] taus, Bootstrap bootstrap) {
        double[] defined =
                Arrays.stream(taus).filter(t -> !Double.isNaN(t)).sorted().toArray();
        if (defined.length == 0) {
            return Optional.empty();
        }
        double tail = (1 - bootstrap.level()) / 2;
        return Optional.of(new RankAgreement(
                Samples.mean(defined),
                Samples.quantile(defined, tail),
                Samples.quantile(defined, 1 - tail),
                bootstrap.level(),
                taus.length,
                taus.length - defined.length));
    }

    private static double[] asDoubles(int[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }
}
