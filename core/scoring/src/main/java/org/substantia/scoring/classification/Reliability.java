package org.substantia.scoring.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How well probabilities are calibrated: patients in bins of probability, with the share of positives in each, as a
 * reliability diagram shows them.
 *
 * @param bins in rising order; bins without patients are left out
 */
public record Reliability(List<Bin> bins) {
    public static final int DEFAULT_BINS = 10;

    /**
     * @param low lower edge (equal width) or lowest probability (equal count)
     * @param high upper edge or highest probability
     * @param patients how many, at least 1
     * @param meanProbability mean probability of class 1
     * @param positiveShare share of patients of class 1
     */
    public record Bin(double low, double high, int patients, double meanProbability, double positiveShare) {}

    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * Bins of equal width, closed on the right as by Guo et al. (2017, ICML): (0, 0.1], (0.1, 0.2], ...; a probability
     * of 0 falls in the first.
     *
     * @return nothing when there are no probabilities
     * @throws IllegalArgumentException if {@code bins} is below 1
     */
    public static Optional<Reliability> equalWidth(PatientPredictions predictions, int bins) {
        requireBins(bins);
        if (!predictions.hasProbabilities()) {
            return Optional.empty();
        }
        Tally[] tallies = tallies(bins);
        for (int i = 0; i < predictions.patients(); i++) {
            double probability = predictions.probabilityOf(i);
            int bin = Math.min(bins - 1, (int) (probability * bins));
            // The product may round across an edge, so the edges themselves decide.
            while (bin > 0 && probability <= edge(bin, bins)) {
                bin--;
            }
            while (bin < bins - 1 && probability > edge(bin + 1, bins)) {
                bin++;
            }
            tallies[bin].add(probability, predictions.truthOf(i));
        }
        List<Bin> filled = new ArrayList<>();
        for (int b = 0; b < bins; b++) {
            if (tallies[b].patients > 0) {
                filled.add(tallies[b].bin(edge(b, bins), edge(b + 1, bins)));
            }
        }
        return Optional.of(new Reliability(filled));
    }

    /**
     * Bins of about equally many patients, by the mid-rank of each probability, so that equal probabilities share a bin
     * and the order of patients does not matter.
     *
     * @return nothing when there are no probabilities
     * @throws IllegalArgumentException if {@code bins} is below 1
     */
    public static Optional<Reliability> equalCount(PatientPredictions predictions, int bins) {
        requireBins(bins);
        if (!predictions.hasProbabilities()) {
            return Optional.empty();
        }
        int n = predictions.patients();
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(predictions.probabilityOf(a), predictions.probabilityOf(b)));
        Tally[] tallies = tallies(bins);
        int start = 0;
        while (start < n) {
            double probability = predictions.probabilityOf(order[start]);
            int end = start;
            while (end < n && predictions.probabilityOf(order[end]) == probability) {
                end++;
            }
            int bin = (int) ((long) bins * (start + end) / (2L * n));
            for (int i = start; i < end; i++) {
                tallies[bin].add(probability, predictions.truthOf(order[i]));
            }
            start = end;
        }
        List<Bin> filled = new ArrayList<>();
        for (Tally tally : tallies) {
            if (tally.patients > 0) {
                filled.add(tally.bin(tally.lowest, tally.highest));
            }
        }
        return Optional.of(new Reliability(filled));
    }

    /**
     * Mean distance between mean probability and share of positives, bins weighted by their patients (Naeini, Cooper
     * and Hauskrecht 2015, AAAI), 0..1.
     */
    public double expectedCalibrationError() {
        double sum = 0;
        int patients = 0;
        for (Bin bin : bins) {
            sum += bin.patients() * Math.abs(bin.meanProbability() - bin.positiveShare());
            patients += bin.patients();
        }
        return sum / patients;
    }

    private static double edge(int bin, int bins) {
        return (double) bin / bins;
    }

    private static void requireBins(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("at least one bin is needed, not " + bins);
        }
    }

    private static Tally[] tallies(int bins) {
        Tally[] tallies = new Tally[bins];
        Arrays.setAll(tallies, i -> new Tally());
        return tallies;
    }

    private static final class Tally {
        private int patients;
        private int positives;
        private double sum;
        private double lowest = Double.POSITIVE_INFINITY;
        private double highest = Double.NEGATIVE_INFINITY;

        void add(double probability, int truth) {
            patients++;
            positives += truth;
            sum += probability;
            lowest = Math.min(lowest, probability);
            highest = Math.max(highest, probability);
        }

        Bin bin(double low, double high) {
            return new Bin(low, high, patients, sum / patients, (double) positives / patients);
        }
    }
}
