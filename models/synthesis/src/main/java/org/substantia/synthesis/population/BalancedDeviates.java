package org.substantia.synthesis.population;

import org.substantia.base.random.RandomStream;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.synthesis.subject.CaseSeed;

/**
 * Standard normal deviates of the persons of a cohort, in tens of one diagnosis whose deviates add up to zero: the mean
 * of what is linear in them is the model's after every ten, not only in a large cohort. Each person by itself is
 * distributed as if drawn independently; two persons of one ten have a correlation of -1/9, others none. Thread-safe.
 */
final class BalancedDeviates {
    static final int TEN = 10;

    private final long cohortSeed;
    private final Diagnosis diagnosis;
    private final int count;
    /** Cases are mostly asked for in order. */
    private volatile Ten last;

    private static final class Ten {
        final int number;
        final double[][] deviates;

        Ten(int number, double[][] deviates) {
            this.number = number;
            this.deviates = deviates;
        }
    }

    /**
     * @param diagnosis of the persons
     * @param count deviates of a person
     */
    BalancedDeviates(long cohortSeed, Diagnosis diagnosis, int count) {
        this.cohortSeed = cohortSeed;
        this.diagnosis = diagnosis;
        this.count = count;
        this.last = new Ten(0, draw(0));
    }

    /**
     * @param rank of the person among those of its diagnosis, from 0
     * @return not to be changed
     */
    double[] of(int rank) {
        int number = rank / TEN;
        Ten ten = last;
        if (ten.number != number) {
            ten = new Ten(number, draw(number));
            last = ten;
        }
        return ten.deviates[rank % TEN];
    }

    private double[][] draw(int number) {
        RandomStream random = new CaseSeed(cohortSeed, -number).stream("deviates " + diagnosis.name());
        double[][] deviates = new double[TEN][count];
        double[] mean = new double[count];
        for (double[] person : deviates) {
            for (int i = 0; i < count; i++) {
                person[i] = random.nextGaussian();
                mean[i] += person[i] / TEN;
            }
        }
        // What is left after the mean is taken away has a variance of 9/10.
        double scale = Math.sqrt(TEN / (TEN - 1.0));
        for (double[] person : deviates) {
            for (int i = 0; i < count; i++) {
                person[i] = scale * (person[i] - mean[i]);
            }
        }
        return deviates;
    }
}
