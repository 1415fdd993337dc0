package org.substantia.synthesis.population;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.synthesis.subject.NigraParameters;
import org.substantia.synthesis.subject.NucleusParameters;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * How well the diagnosis of a model's subjects can be predicted at best, and how much each marker predicts alone:
 * {@link BayesClassifier} tried on a large sample. Image noise, segmentation and the size of a training set can only
 * lower these figures.
 *
 * @param prevalence share of patients
 * @param cases how many subjects were drawn
 * @param seed of the draw
 * @param accuracy of the Bayes classifier, ties excluded by its continuity
 * @param accuracyError standard error of the accuracy by the size of the sample
 * @param auroc area under its receiver operating characteristic
 * @param nigraEffectSize Cohen's d of nigral susceptibility, mean of both sides
 * @param markers single markers
 */
public record BayesOptimal(
        double prevalence,
        int cases,
        long seed,
        double accuracy,
        double accuracyError,
        double auroc,
        double nigraEffectSize,
        List<Marker> markers) {
    /**
     * One feature alone, mean of both sides, not corrected for age and sex.
     *
     * @param name what it is
     * @param effectSize Cohen's d, patients minus healthy, by the pooled deviation
     * @param auroc area under the characteristic of the marker in its better direction
     */
    public record Marker(String name, double effectSize, double auroc) {}

    private static final int DEFAULT_CASES = 60_000;
    private static final long DEFAULT_SEED = 20_250_917L;
    private static final int CHUNK = 2_000;
    private static final String NIGRA_SUSCEPTIBILITY = "susceptibility SN";

    /**
     * Spread of susceptibility within a sub-region of the nigra that the marker "share below 70 ppb" is computed with.
     */
    private static final double TEXTURE_SD = 22;

    public BayesOptimal {
        markers = List.copyOf(markers);
    }

    /** The best accuracy that any classifier can reach, 0.5 to 1, from a fixed large sample. */
    public static double accuracy(PopulationModel model, double prevalence) {
        return of(model, prevalence).accuracy();
    }

    /** All figures from a fixed large sample. */
    public static BayesOptimal of(PopulationModel model, double prevalence) {
        return of(model, prevalence, DEFAULT_CASES, DEFAULT_SEED, Workers.caller());
    }

    /**
     * All figures; the same on any number of threads.
     *
     * @throws IllegalArgumentException if the prevalence is not above 0 and below 1, or the sample has but one
     *     diagnosis
     */
    public static BayesOptimal of(PopulationModel model, double prevalence, int cases, long seed, Workers workers) {
        BayesClassifier classifier = new BayesClassifier(model, prevalence);
        SubjectSampler sampler = new SubjectSampler(model, seed, prevalence, Confounding.NONE);
        List<String> names = new ArrayList<>();
        List<ToDoubleFunction<SubjectParameters>> features = new ArrayList<>();
        addFeatures(names, features);
        boolean[] patient = new boolean[cases];
        double[] logOdds = new double[cases];
        double[][] values = new double[features.size()][cases];
        workers.forEach((cases + CHUNK - 1) / CHUNK, chunk -> {
            for (int i = chunk * CHUNK; i < Math.min(cases, (chunk + 1) * CHUNK); i++) {
                SubjectParameters subject = sampler.sample(i + 1);
                patient[i] = subject.diagnosis() == Diagnosis.PARKINSON;
                logOdds[i] = classifier.logOdds(subject);
                for (int f = 0; f < values.length; f++) {
                    values[f][i] = features.get(f).applyAsDouble(subject);
                }
            }
        });
        int right = 0;
        for (int i = 0; i < cases; i++) {
            right += logOdds[i] > 0 == patient[i] ? 1 : 0;
        }
        double accuracy = right / (double) cases;
        List<Marker> markers = new ArrayList<>();
        double nigra = 0;
        for (int f = 0; f < values.length; f++) {
            double area = auroc(values[f], patient);
            double d = effectSize(values[f], patient);
            markers.add(new Marker(names.get(f), d, Math.max(area, 1 - area)));
            if (names.get(f).equals(NIGRA_SUSCEPTIBILITY)) {
                nigra = d;
            }
        }
        double error = Math.sqrt(accuracy * (1 - accuracy) / cases);
        return new BayesOptimal(prevalence, cases, seed, accuracy, error, auroc(logOdds, patient), nigra, markers);
    }

    private static void addFeatures(List<String> names, List<ToDoubleFunction<SubjectParameters>> features) {
        for (Structure structure : Structure.values()) {
            names.add("susceptibility " + structure.symbol());
            features.add(bothNuclei(structure, NucleusParameters::susceptibilityPpb));
        }
        for (Structure structure : Structure.values()) {
            names.add("NM signal " + structure.symbol());
            features.add(bothNuclei(structure, NucleusParameters::nmSignal));
        }
        for (Structure structure : Structure.values()) {
            names.add("volume " + structure.symbol());
            features.add(bothNuclei(structure, NucleusParameters::volumeMm3));
        }
        names.add("NM volume SN");
        features.add(bothNigrae(NigraParameters::nmVolumeMm3));
        names.add("NM contrast SN");
        features.add(bothNigrae(NigraParameters::nmContrast));
        names.add("NM ventrolateral gradient SN");
        features.add(bothNigrae(NigraParameters::ventrolateralGradient));
        names.add("high-iron share SN");
        features.add(bothNigrae(NigraParameters::highIronFraction));
        names.add("share of SN below 70 ppb");
        features.add(subject -> shareBelow70(subject, Nucleus.SN_R) + shareBelow70(subject, Nucleus.SN_L));
        names.add("visible nigrosomes");
        features.add(bothNigrae(nigra -> nigra.nigrosomeVisible() ? 1 : 0));
    }

    private static double shareBelow70(SubjectParameters subject, Nucleus nucleus) {
        return subject.nigra(nucleus.side()).shareBelow(70, subject.of(nucleus).susceptibilityPpb(), TEXTURE_SD) / 2;
    }

    private static ToDoubleFunction<SubjectParameters> bothNuclei(
            Structure structure, ToDoubleFunction<NucleusParameters> feature) {
        Nucleus right = Nucleus.of(structure, Side.RIGHT);
        Nucleus left = Nucleus.of(structure, Side.LEFT);
        return subject -> (feature.applyAsDouble(subject.of(right)) + feature.applyAsDouble(subject.of(left))) / 2;
    }

    private static ToDoubleFunction<SubjectParameters> bothNigrae(ToDoubleFunction<NigraParameters> feature) {
        return subject ->
                (feature.applyAsDouble(subject.rightNigra()) + feature.applyAsDouble(subject.leftNigra())) / 2;
    }

    private static double effectSize(double[] values, boolean[] patient) {
        double[] sum = new double[2];
        double[] count = new double[2];
        for (int i = 0; i < values.length; i++) {
            int group = patient[i] ? 1 : 0;
            sum[group] += values[i];
            count[group]++;
        }
        if (count[0] == 0 || count[1] == 0) {
            throw new IllegalArgumentException("the sample has but one diagnosis");
        }
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            int group = patient[i] ? 1 : 0;
            double deviation = values[i] - sum[group] / count[group];
            squares += deviation * deviation;
        }
        double pooled = Math.sqrt(squares / (values.length - 2));
        return (sum[1] / count[1] - sum[0] / count[0]) / pooled;
    }

    /** By the rank sum of Mann and Whitney, ties counting half. */
    private static double auroc(double[] values, boolean[] patient) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double rankSum = 0;
        double patients = 0;
        for (int i = 0; i < values.length; i++) {
            if (patient[i]) {
                rankSum += (firstAtLeast(sorted, values[i]) + firstAbove(sorted, values[i]) + 1) / 2.0;
                patients++;
            }
        }
        double healthy = values.length - patients;
        return (rankSum - patients * (patients + 1) / 2) / (patients * healthy);
    }

    private static int firstAtLeast(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int firstAbove(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A table for people. */
    public String describe() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "Bayes-optimal accuracy %.4f (+- %.4f), AUROC %.4f, prevalence %.2f, %d cases, seed %d%n",
                accuracy,
                accuracyError,
                auroc,
                prevalence,
                cases,
                seed));
        for (Marker marker : markers) {
            text.append(String.format(
                    Locale.ROOT, "%-30s d %+.2f  AUROC %.3f%n", marker.name(), marker.effectSize(), marker.auroc()));
        }
        return text.toString();
    }
}
