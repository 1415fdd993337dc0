package org.substantia.scoring.statistics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One score for every patient and submission, larger is better. Always complete: a submission that lacks a patient must
 * be given that patient's worst score by the caller, since leaving the patient out would reward the gap. Immutable.
 */
public final class ScoreMatrix {
    private final List<String> patients;
    private final List<String> submissions;
    private final double[][] columns;

    private ScoreMatrix(List<String> patients, List<String> submissions, double[][] columns) {
        this.patients = patients;
        this.submissions = submissions;
        this.columns = columns;
    }

    /**
     * @param scores {@code scores[p][s]} is the score of patient {@code p} by submission {@code s}
     * @throws IllegalArgumentException if a name occurs twice, a row is too short or too long, a score is infinite or
     *     NaN, or there is no patient or submission
     */
    public static ScoreMatrix of(List<String> patients, List<String> submissions, double[][] scores) {
        requireDistinct("patient", patients);
        requireDistinct("submission", submissions);
        if (scores.length != patients.size()) {
            throw new IllegalArgumentException(
                    "there are " + patients.size() + " patients, but scores of " + scores.length);
        }
        double[][] columns = new double[submissions.size()][patients.size()];
        for (int p = 0; p < scores.length; p++) {
            if (scores[p].length != submissions.size()) {
                throw new IllegalArgumentException("patient " + patients.get(p) + " has " + scores[p].length
                        + " scores for " + submissions.size() + " submissions");
            }
            for (int s = 0; s < columns.length; s++) {
                if (!Double.isFinite(scores[p][s])) {
                    throw new IllegalArgumentException("the score of patient " + patients.get(p) + " by submission "
                            + submissions.get(s) + " is " + scores[p][s] + ", not a number");
                }
                columns[s][p] = scores[p][s];
            }
        }
        return new ScoreMatrix(List.copyOf(patients), List.copyOf(submissions), columns);
    }

    /**
     * Collects one map of patient to score for each submission; patients come in alphabetical order, submissions in
     * that of the map.
     *
     * @throws IllegalArgumentException if a submission lacks a patient that another has (the message names both)
     */
    public static ScoreMatrix of(Map<String, ? extends Map<String, Double>> bySubmission) {
        TreeSet<String> patients = new TreeSet<>();
        bySubmission.values().forEach(scores -> patients.addAll(scores.keySet()));
        List<String> submissions = List.copyOf(bySubmission.keySet());
        double[][] scores = new double[patients.size()][submissions.size()];
        for (int s = 0; s < submissions.size(); s++) {
            Map<String, Double> column = bySubmission.get(submissions.get(s));
            List<String> missing =
                    patients.stream().filter(p -> !column.containsKey(p)).toList();
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException("submission " + submissions.get(s) + " has no score for "
                        + missing.size() + " of " + patients.size() + " patients, the first being " + missing.get(0)
                        + "; give it the worst score");
            }
            int p = 0;
            for (String patient : patients) {
                scores[p++][s] = column.get(patient);
            }
        }
        return of(new ArrayList<>(patients), submissions, scores);
    }

    public List<String> patients() {
        return patients;
    }

    public List<String> submissions() {
        return submissions;
    }

    public double score(int patient, int submission) {
        return columns[submission][patient];
    }

    /** The scores of one submission, in the order of {@link #patients()}; a copy. */
    public double[] scoresOf(int submission) {
        return columns[submission].clone();
    }

    private static void requireDistinct(String what, List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("at least one " + what + " is needed");
        }
        HashSet<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(what + " " + name + " comes twice");
            }
        }
    }
}
