package org.substantia.diagnosis.classification.features;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Comparison;
import org.substantia.diagnosis.biomarkers.Region;
import org.substantia.diagnosis.classification.features.FeatureScale.Moments;

/**
 * The features that a classifier sees, as learnt from its training patients and from them alone. A subject becomes a
 * vector of z-scores: adjusted for age and sex by the slopes within a diagnosis (so that neither is evidence in
 * itself), standardized by mean and deviation of all training patients, clamped to {@value #LIMIT} deviations, 0 where
 * the biomarker is absent. Immutable and thread-safe.
 *
 * <p>Besides the means of both sides there are differences, right minus left, of all the nigra's biomarkers and of the
 * other nuclei's mean susceptibility and NM signal, since a group may differ more on one side than on the other (see
 * {@link SideOrientation} for which side that is). Of the nigra's biomarkers there is also the size of that difference
 * beyond the usual one, whichever side is affected. One {@code SN laterality} sums up the nigra's differences in iron,
 * pigment, pigmented volume and its gradient, each weighted by how much the biomarker's mean differs between the
 * diagnoses: in a patient the differences point to one side together, in a healthy person they do not.
 *
 * @param scales one per feature
 * @param lateralityWeights by biomarker: weight of its centered, standardized difference
 * @param meanAge of the training patients
 * @param meanMale of the training patients, -1 to 1
 */
public record FeatureSpace(
        List<FeatureScale> scales, Map<BiomarkerId, Laterality> lateralityWeights, double meanAge, double meanMale) {
    private static final double LIMIT = 5;

    private static final double MIN_EFFECT = 0.15;
    /**
     * One for each thing that may be worse on one side: more markers of the same iron or pigment would only weigh it
     * more.
     */
    private static final Set<BiomarkerId> LATERAL = Set.of(
            BiomarkerId.mean(Region.SN, "qsm.mean"),
            BiomarkerId.mean(Region.SN, "nm.contrast"),
            BiomarkerId.mean(Region.SN, "nm.volume"),
            BiomarkerId.mean(Region.SN, "nm.gradient.ventrolateral"));

    /**
     * The part of one biomarker in the laterality.
     *
     * @param center usual difference of sides
     * @param sd of the difference
     * @param weight effect size of the mean of both sides
     */
    public record Laterality(double center, double sd, double weight) {}

    /**
     * A subject as a classifier sees it.
     *
     * @param values z-scores, 0 where absent
     * @param measured whether each feature is there
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Vector(double[] values, boolean[] measured) {}

    public FeatureSpace {
        scales = List.copyOf(scales);
        lateralityWeights = Collections.unmodifiableMap(new LinkedHashMap<>(lateralityWeights));
    }

    /**
     * @param subjects the training patients
     * @param parkinson which of them have the disease
     * @param families the features to use
     * @throws NothingToLearnException if no biomarker of these families was measured in enough of them
     */
    public static FeatureSpace fit(List<Subject> subjects, boolean[] parkinson, Set<EvidenceFamily> families) {
        double meanAge = meanAge(subjects).orElse(60);
        double meanMale = meanMale(subjects).orElse(0);
        Fitter fitter = new Fitter(subjects, parkinson, meanAge, meanMale);
        Set<BiomarkerId> measured = new HashSet<>();
        Set<BiomarkerId> sided = new HashSet<>();
        for (Subject subject : subjects) {
            measured.addAll(subject.features().values().keySet());
            sided.addAll(subject.features().differences().keySet());
        }
        Predicate<BiomarkerId> wanted = id -> families.contains(EvidenceFamily.of(id)) && !isTexture(id);
        List<FeatureScale> scales = new ArrayList<>();
        Map<BiomarkerId, Double> effects = new LinkedHashMap<>();
        for (BiomarkerId id : measured.stream().filter(wanted).sorted().toList()) {
            fitter.fit(id, 0, value(id)).ifPresent(scale -> {
                scales.add(scale);
                effects.put(id, scale.effectSize());
            });
        }
        Map<BiomarkerId, Laterality> weights = new LinkedHashMap<>();
        Predicate<BiomarkerId> compared = wanted.and(id -> id.region().isNigra() || isMean(id));
        for (BiomarkerId id : sided.stream().filter(compared).sorted().toList()) {
            fitter.moments(difference(id)).ifPresent(usual -> {
                scales.addAll(comparisons(fitter, id, usual));
                double effect = effects.getOrDefault(id, 0.0);
                if (LATERAL.contains(id) && Math.abs(effect) >= MIN_EFFECT) {
                    weights.put(id, new Laterality(usual.mean(), usual.sd(), effect));
                }
            });
        }
        if (!weights.isEmpty()) {
            fitter.fit(lateralityOf(weights.keySet()), 0, subject -> laterality(subject, weights))
                    .ifPresent(scales::add);
        }
        if (scales.isEmpty()) {
            throw new NothingToLearnException("no biomarker of " + titles(families)
                    + " differs between the patients and was measured in at least "
                    + Math.round(100 * Fitter.MIN_PRESENT) + " % of them and in " + Fitter.MIN_IN_GROUP
                    + " of each diagnosis");
        }
        return new FeatureSpace(scales, weights, meanAge, meanMale);
    }

    private static String titles(Set<EvidenceFamily> families) {
        return families.stream().sorted().map(EvidenceFamily::title).collect(Collectors.joining(" + "));
    }

    /** The features that compare the sides in one measure. */
    private static List<FeatureScale> comparisons(Fitter fitter, BiomarkerId id, Moments usual) {
        List<FeatureScale> scales = new ArrayList<>();
        fitter.fit(id.compared(Comparison.DIFFERENCE), 0, difference(id)).ifPresent(scales::add);
        if (id.region().isNigra()) {
            fitter.fit(
                            id.compared(Comparison.UNUSUAL_DIFFERENCE),
                            usual.mean(),
                            subject -> unusualDifference(subject, id, usual.mean()))
                    .ifPresent(scales::add);
        }
        return scales;
    }

    /** With these features alone, in this order. */
    public FeatureSpace restrictedTo(int[] features) {
        List<FeatureScale> kept = new ArrayList<>();
        for (int feature : features) {
            kept.add(scales.get(feature));
        }
        boolean lateral = kept.stream().anyMatch(s -> s.id().comparison() == Comparison.LATERALITY);
        return new FeatureSpace(kept, lateral ? lateralityWeights : Map.of(), meanAge, meanMale);
    }

    /**
     * The same features with the usual values of other training patients: means, deviations, slopes of age and sex. The
     * direction of the laterality stays; a feature that too few of them have stays as it was.
     */
    public FeatureSpace remeasured(List<Subject> subjects, boolean[] parkinson) {
        double age = meanAge(subjects).orElse(meanAge);
        double male = meanMale(subjects).orElse(meanMale);
        Fitter fitter = new Fitter(subjects, parkinson, age, male);
        Map<BiomarkerId, Laterality> weights = new LinkedHashMap<>();
        lateralityWeights.forEach((id, known) -> weights.put(
                id,
                fitter.moments(difference(id))
                        .map(usual -> new Laterality(usual.mean(), usual.sd(), known.weight()))
                        .orElse(known)));
        List<FeatureScale> measured = new ArrayList<>();
        for (FeatureScale scale : scales) {
            measured.add(remeasured(scale, fitter, weights).orElse(scale));
        }
        return new FeatureSpace(measured, weights, age, male);
    }

    private static Optional<FeatureScale> remeasured(
            FeatureScale scale, Fitter fitter, Map<BiomarkerId, Laterality> weights) {
        BiomarkerId id = scale.id();
        Optional<Double> center = id.comparison() == Comparison.UNUSUAL_DIFFERENCE
                ? fitter.moments(difference(id.mean())).map(Moments::mean)
                : Optional.of(0.0);
        return center.flatMap(c -> fitter.fit(id, c, subject -> value(subject, id, c, weights)));
    }

    private static OptionalDouble meanAge(List<Subject> subjects) {
        return subjects.stream()
                .filter(p -> p.age().isPresent())
                .mapToDouble(p -> p.age().getAsDouble())
                .average();
    }

    private static OptionalDouble meanMale(List<Subject> subjects) {
        return subjects.stream()
                .filter(Subject::hasSex)
                .mapToDouble(Subject::male)
                .average();
    }

    public int size() {
        return scales.size();
    }

    /** The value of a feature as it was measured; NaN where it is absent. */
    public double measured(Subject subject, int feature) {
        FeatureScale scale = scales.get(feature);
        return value(subject, scale.id(), scale.center(), lateralityWeights);
    }

    private static double value(
            Subject subject, BiomarkerId id, double center, Map<BiomarkerId, Laterality> lateralityWeights) {
        return switch (id.comparison()) {
            case NONE, ASYMMETRY -> raw(subject.features().values().get(id));
            case DIFFERENCE -> raw(subject.features().differences().get(id.mean()));
            case UNUSUAL_DIFFERENCE -> unusualDifference(subject, id.mean(), center);
            case LATERALITY -> laterality(subject, lateralityWeights);
        };
    }

    /** The value of a feature adjusted to the mean age and sex, in the biomarker's unit; NaN where it is absent. */
    public double adjusted(Subject subject, int feature) {
        FeatureScale scale = scales.get(feature);
        double years = subject.age().isPresent() ? subject.age().getAsDouble() - meanAge : 0;
        double male = subject.hasSex() ? subject.male() - meanMale : 0;
        return measured(subject, feature) - scale.perYear() * years - scale.perMale() * male;
    }

    public Vector vector(Subject subject) {
        double[] values = new double[size()];
        boolean[] measured = new boolean[size()];
        for (int i = 0; i < values.length; i++) {
            double adjusted = adjusted(subject, i);
            measured[i] = !Double.isNaN(adjusted);
            if (measured[i]) {
                FeatureScale scale = scales.get(i);
                values[i] = Math.max(
                        -LIMIT,
                        Math.min(
                                LIMIT,
                                (adjusted - scale.all().mean()) / scale.all().sd()));
            }
        }
        return new Vector(values, measured);
    }

    /**
     * How unlike both healthy persons and patients someone is: the mean square, by importance, of the deviations by
     * which each measured feature lies from the nearer of the two groups' means. About 1 or less in subjects like those
     * trained on; 0 when nothing was measured.
     *
     * @param importance of each feature, at least 0
     */
    public double outOfDistributionScore(Subject subject, double[] importance) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < size(); i++) {
            double adjusted = adjusted(subject, i);
            if (!Double.isNaN(adjusted)) {
                FeatureScale scale = scales.get(i);
                double off = Math.min(
                        Math.abs(adjusted - scale.healthy().mean())
                                / deviation(scale.healthy().sd(), scale),
                        Math.abs(adjusted - scale.parkinson().mean())
                                / deviation(scale.parkinson().sd(), scale));
                sum += importance[i] * off * off;
                weights += importance[i];
            }
        }
        return weights > 0 ? sum / weights : 0;
    }

    private static double deviation(double own, FeatureScale scale) {
        return own > 0 ? own : scale.all().sd();
    }

    /** Hundreds of features that no report names; with a few hundred patients they drown those that count. */
    private static boolean isTexture(BiomarkerId id) {
        return id.measure().startsWith("texture.") || id.measure().startsWith("shape.");
    }

    /**
     * The published group means of susceptibility and NM signal change by side in other nuclei, too (thalamus,
     * dentate); of the nigra, which the disease affects on one side first, everything is compared between the sides.
     */
    private static boolean isMean(BiomarkerId id) {
        return id.measure().equals("qsm.mean") || id.measure().equals("nm.mean");
    }

    /** Tells the families that it rests on, for {@link EvidenceFamily#of}. */
    private static BiomarkerId lateralityOf(Set<BiomarkerId> biomarkers) {
        String families = biomarkers.stream()
                .map(EvidenceFamily::of)
                .distinct()
                .sorted()
                .map(EvidenceFamily::title)
                .collect(Collectors.joining(", "));
        return BiomarkerId.mean(Region.SN, families).compared(Comparison.LATERALITY);
    }

    private static ToDoubleFunction<Subject> value(BiomarkerId id) {
        return subject -> raw(subject.features().values().get(id));
    }

    private static ToDoubleFunction<Subject> difference(BiomarkerId mean) {
        return subject -> raw(subject.features().differences().get(mean));
    }

    private static double raw(Double value) {
        return value == null ? Double.NaN : value;
    }

    private static double unusualDifference(Subject subject, BiomarkerId mean, double usual) {
        return Math.abs(raw(subject.features().differences().get(mean)) - usual);
    }

    /** Absent unless at least half of its weight is there. */
    private static double laterality(Subject subject, Map<BiomarkerId, Laterality> weights) {
        double sum = 0;
        double present = 0;
        double all = 0;
        for (Map.Entry<BiomarkerId, Laterality> entry : weights.entrySet()) {
            Laterality part = entry.getValue();
            all += Math.abs(part.weight());
            Double difference = subject.features().differences().get(entry.getKey());
            if (difference != null) {
                sum += part.weight() * (difference - part.center()) / part.sd();
                present += Math.abs(part.weight());
            }
        }
        return present >= all / 2 && present > 0 ? Math.abs(sum) / present : Double.NaN;
    }
}
