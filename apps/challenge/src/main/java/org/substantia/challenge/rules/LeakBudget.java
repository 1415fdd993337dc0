package org.substantia.challenge.rules;

import java.util.random.RandomGenerator;

/**
 * What answers tell of hidden labels. Two attacks that look at no image are run against labels of their own: random
 * labels of which the best are averaged (the probing of Blum and Hardt 2015), and a climb from an honest prediction
 * that keeps every change which was answered with a better score.
 */
public final class LeakBudget {
    private LeakBudget() {}

    /** Tells the accuracy of predicted labels, once an answer. */
    @FunctionalInterface
    public interface Oracle {
        double accuracy(int[] predicted);
    }

    /** Bits that one exact accuracy tells at most: the count of right labels is one of {@code labels + 1}. */
    public static double bitsPerAnswer(int labels) {
        return Math.log(labels + 1.0) / Math.log(2);
    }

    /**
     * Random votes: each answer weighs a random labeling by how much better than chance it was.
     *
     * @return the labels voted for after all answers
     */
    public static int[] vote(Oracle oracle, int labels, int answers, RandomGenerator random) {
        double[] votes = new double[labels];
        for (int a = 0; a < answers; a++) {
            int[] guess = new int[labels];
            for (int i = 0; i < labels; i++) {
                guess[i] = random.nextInt(2);
            }
            double weight = oracle.accuracy(guess) - 0.5;
            for (int i = 0; i < labels; i++) {
                votes[i] += weight * (2 * guess[i] - 1);
            }
        }
        int[] result = new int[labels];
        for (int i = 0; i < labels; i++) {
            result[i] = votes[i] > 0 || (votes[i] == 0 && random.nextBoolean()) ? 1 : 0;
        }
        return result;
    }

    /**
     * A climb: the first answer scores the honest labels, every further one a change of some of them.
     *
     * @param flips how many labels are changed at a time
     * @return the best labels found
     */
    public static int[] climb(Oracle oracle, int[] honest, int answers, int flips, RandomGenerator random) {
        int[] best = honest.clone();
        double accuracy = oracle.accuracy(best);
        for (int a = 1; a < answers; a++) {
            int[] tried = best.clone();
            for (int f = 0; f < flips; f++) {
                int i = random.nextInt(tried.length);
                tried[i] = 1 - tried[i];
            }
            double answer = oracle.accuracy(tried);
            if (answer > accuracy) {
                accuracy = answer;
                best = tried;
            }
        }
        return best;
    }

    /**
     * What the organizers are shown before a phase opens: the mean accuracy of the attacks over many simulations.
     *
     * @param fromChance of the votes, 0.5 without any answer
     * @param fromHonest of the climb from an accuracy of 0.8
     */
    public record Forecast(int answers, double fromChance, double fromHonest) {
        private static final double HONEST = 0.8;

        public static Forecast of(int labels, int answers, int simulations, RandomGenerator random) {
            double chance = 0;
            double honest = 0;
            for (int s = 0; s < simulations; s++) {
                int[] truth = new int[labels];
                int[] start = new int[labels];
                for (int i = 0; i < labels; i++) {
                    truth[i] = random.nextInt(2);
                    start[i] = random.nextDouble() < HONEST ? truth[i] : 1 - truth[i];
                }
                Oracle oracle = predicted -> agreement(truth, predicted);
                chance += agreement(truth, vote(oracle, labels, answers, random));
                honest += agreement(truth, climb(oracle, start, answers, 2, random));
            }
            return new Forecast(answers, chance / simulations, honest / simulations);
        }
    }

    /** The share of equal labels. */
    public static double agreement(int[] truth, int[] predicted) {
        int right = 0;
        for (int i = 0; i < truth.length; i++) {
            right += truth[i] == predicted[i] ? 1 : 0;
        }
        return (double) right / truth.length;
    }
}
