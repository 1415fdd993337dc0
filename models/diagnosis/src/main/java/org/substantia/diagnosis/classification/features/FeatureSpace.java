package org.substantia.diagnosis.classification.features;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.substantia.diagnosis.classification.features.FeatureScale.Kind;

/**
 * The features that a classifier sees, as learnt from its training patients and from them alone. A person becomes a
 * vector of z-scores: adjusted for age and sex by the slopes within a diagnosis (so that neither is evidence in
 * itself), standardised by mean and deviation of all training patients, held within {@value #LIMIT} deviations, 0 where
 * the biomarker is absent. Immutable and thread-safe.
 *
 * <p>Beside the means of both sides there are differences, right minus left, of all the nigra's biomarkers and of the
 * other nuclei's mean susceptibility and NM signal, since a group may differ more on one side than on the other; of the
 * nigra's biomarkers also the size of the difference, whichever side is struck; and one {@code SN laterality}: the size
 * of the sum of the nigra's differences in iron, pigment, pigmented volume and its gradient, each weighted by how much
 * the biomarker's mean differs between the diagnoses. In a patient the differences point to one side together; in a
 * healthy person they do not.
 *
 * @param scales one a feature
 * @param lateralityWeights by biomarker: weight of its centred, standardised difference
 * @param meanAge of the training patients
 * @param meanMale of the training patients, -1 to 1
 */
public record FeatureSpace(
        List<FeatureScale> scales, Map<String, Laterality> lateralityWeights, double meanAge, double meanMale) {
    private static final String LATERALITY = "SN laterality";
    private static final String ASYMMETRY = " asymmetry";
    private static final String DIFFERENCE = " right minus left";
    private static final double LIMIT = 5;

    private static final double MIN_EFFECT = 0.15;
    /**
     * One for each thing that may be worse on one side: more markers of the same iron or pigment would only weigh it
     * more.
     */
    private static final Set<String> LATERAL =
            Set.of("SN.qsm.mean", "SN.nm.contrast", "SN.nm.volume", "SN.nm.gradient.ventrolateral");

    /**
     * The part of one biomarker in the laterality.
     *
     * @param centre usual difference of sides
     * @param sd of the difference
     * @param weight effect size of the mean of both sides
     */
    public record Laterality(double centre, double sd, double weight) {}

    /**
     * A person as a classifier sees them.
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
     * @param persons the training patients
     * @param parkinson which of them have the disease
     * @param families the features to use
     * @throws IllegalArgumentException if no biomarker of these families was measured in enough of them
     */
    public static FeatureSpace fit(List<Person> persons, boolean[] parkinson, Set<EvidenceFamily> families) {
        double meanAge = meanAge(persons).orElse(60);
        double meanMale = meanMale(persons).orElse(0);
        Fitter fitter = new Fitter(persons, parkinson, meanAge, meanMale);
        Set<String> names = new TreeSet<>();
        Set<String> sided = new TreeSet<>();
        for (Person person : persons) {
            names.addAll(person.features().values().keySet());
            sided.addAll(person.features().differences().keySet());
        }
        names.removeIf(name -> !families.contains(EvidenceFamily.of(name)) || isTexture(name));
        sided.removeIf(name ->
                !families.contains(EvidenceFamily.of(name)) || isTexture(name) || !(isNigra(name) || isMean(name)));

        List<FeatureScale> scales = new ArrayList<>();
        Map<String, Double> effects = new LinkedHashMap<>();
        for (String name : names) {
            fitter.fit(name, Kind.VALUE, 0, p -> raw(p.features().values().get(name)))
                    .ifPresent(scale -> {
                        scales.add(scale);
                        effects.put(name, scale.effectSize());
                    });
        }
        Map<String, Laterality> weights = new LinkedHashMap<>();
        for (String name : sided) {
            fitter.moments(p -> raw(p.features().differences().get(name))).ifPresent(moments -> {
                fitter.fit(
                                name + DIFFERENCE,
                                Kind.DIFFERENCE,
                                0,
                                p -> raw(p.features().differences().get(name)))
                        .ifPresent(scales::add);
                if (isNigra(name)) {
                    fitter.fit(
                                    name + ASYMMETRY,
                                    Kind.ASYMMETRY,
                                    moments.mean(),
                                    p -> asymmetry(p, name, moments.mean()))
                            .ifPresent(scales::add);
                }
                double effect = effects.getOrDefault(name, 0.0);
                if (LATERAL.contains(name) && Math.abs(effect) >= MIN_EFFECT) {
                    weights.put(name, new Laterality(moments.mean(), moments.sd(), effect));
                }
            });
        }
        if (!weights.isEmpty()) {
            fitter.fit(lateralityName(weights.keySet()), Kind.LATERALITY, 0, p -> laterality(p, weights))
                    .ifPresent(scales::add);
        }
        if (scales.isEmpty()) {
            throw new IllegalArgumentException(
                    "no biomarker of " + families + " differs between the patients and was measured in at least "
                            + Math.round(100 * Fitter.MIN_PRESENT) + " % of them");
        }
        return new FeatureSpace(scales, weights, meanAge, meanMale);
    }

    /** With these features alone, in this order. */
    public FeatureSpace restrictedTo(int[] features) {
        List<FeatureScale> kept = new ArrayList<>();
        for (int feature : features) {
            kept.add(scales.get(feature));
        }
        boolean lateral = kept.stream().anyMatch(s -> s.kind() == Kind.LATERALITY);
        return new FeatureSpace(kept, lateral ? lateralityWeights : Map.of(), meanAge, meanMale);
    }

    /**
     * The same features with the usual values of other training patients: means, deviations, slopes of age and sex. The
     * direction of the laterality stays; a feature that too few of them have stays as it was.
     */
    public FeatureSpace remeasured(List<Person> persons, boolean[] parkinson) {
        double age = meanAge(persons).orElse(meanAge);
        double male = meanMale(persons).orElse(meanMale);
        Fitter fitter = new Fitter(persons, parkinson, age, male);
        Map<String, Laterality> weights = new LinkedHashMap<>();
        lateralityWeights.forEach((name, known) -> weights.put(
                name,
                fitter.moments(p -> raw(p.features().differences().get(name)))
                        .map(moments -> new Laterality(moments.mean(), moments.sd(), known.weight()))
                        .orElse(known)));
        List<FeatureScale> measured = new ArrayList<>();
        for (FeatureScale scale : scales) {
            measured.add(remeasured(scale, fitter, weights).orElse(scale));
        }
        return new FeatureSpace(measured, weights, age, male);
    }

    private static Optional<FeatureScale> remeasured(
            FeatureScale scale, Fitter fitter, Map<String, Laterality> weights) {
        Optional<Double> centre = scale.kind() == Kind.ASYMMETRY
                ? fitter.moments(p -> raw(p.features().differences().get(base(scale, ASYMMETRY))))
                        .map(Fitter.Moments::mean)
                : Optional.of(0.0);
        return centre.flatMap(c -> fitter.fit(scale.name(), scale.kind(), c, p -> value(p, scale, c, weights)));
    }

    private static OptionalDouble meanAge(List<Person> persons) {
        return persons.stream()
                .filter(p -> p.age().isPresent())
                .mapToDouble(p -> p.age().getAsDouble())
                .average();
    }

    private static OptionalDouble meanMale(List<Person> persons) {
        return persons.stream()
                .filter(p -> p.sex().isPresent())
                .mapToDouble(Person::male)
                .average();
    }

    public int size() {
        return scales.size();
    }

    /** The value of a feature as it was measured; NaN where it is absent. */
    public double measured(Person person, int feature) {
        FeatureScale scale = scales.get(feature);
        return value(person, scale, scale.centre(), lateralityWeights);
    }

    private static double value(
            Person person, FeatureScale scale, double centre, Map<String, Laterality> lateralityWeights) {
        return switch (scale.kind()) {
            case VALUE -> raw(person.features().values().get(scale.name()));
            case DIFFERENCE -> raw(person.features().differences().get(base(scale, DIFFERENCE)));
            case ASYMMETRY -> asymmetry(person, base(scale, ASYMMETRY), centre);
            case LATERALITY -> laterality(person, lateralityWeights);
        };
    }

    /** The value of a feature adjusted to the mean age and sex, in the biomarker's unit; NaN where it is absent. */
    public double adjusted(Person person, int feature) {
        FeatureScale scale = scales.get(feature);
        double years = person.age().isPresent() ? person.age().getAsDouble() - meanAge : 0;
        double male = person.sex().isPresent() ? person.male() - meanMale : 0;
        return measured(person, feature) - scale.perYear() * years - scale.perMale() * male;
    }

    public Vector vector(Person person) {
        double[] values = new double[size()];
        boolean[] measured = new boolean[size()];
        for (int i = 0; i < values.length; i++) {
            double adjusted = adjusted(person, i);
            measured[i] = !Double.isNaN(adjusted);
            if (measured[i]) {
                FeatureScale scale = scales.get(i);
                values[i] = Math.max(-LIMIT, Math.min(LIMIT, (adjusted - scale.mean()) / scale.sd()));
            }
        }
        return new Vector(values, measured);
    }

    /**
     * How unlike both healthy persons and patients someone is: the mean square, by importance, of the deviations by
     * which each measured feature lies from the nearer of the two groups' means. About 1 or less in persons like those
     * trained on; 0 when nothing was measured.
     *
     * @param importance of each feature, at least 0
     */
    public double strangeness(Person person, double[] importance) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < size(); i++) {
            double adjusted = adjusted(person, i);
            if (!Double.isNaN(adjusted)) {
                FeatureScale scale = scales.get(i);
                double off = Math.min(
                        Math.abs(adjusted - scale.healthyMean()) / deviation(scale.healthySd(), scale),
                        Math.abs(adjusted - scale.parkinsonMean()) / deviation(scale.parkinsonSd(), scale));
                sum += importance[i] * off * off;
                weights += importance[i];
            }
        }
        return weights > 0 ? sum / weights : 0;
    }

    private static double deviation(double own, FeatureScale scale) {
        return own > 0 ? own : scale.sd();
    }

    /** Hundreds of features that no report names; with a few hundred patients they drown those that count. */
    private static boolean isTexture(String name) {
        return name.contains(".texture.") || name.contains(".shape.");
    }

    /** Parkinson's disease strikes one nigra first: all of it is compared between the sides. */
    private static boolean isNigra(String name) {
        return name.startsWith("SN");
    }

    /**
     * The published group means of susceptibility and NM signal change by side in other nuclei, too (thalamus,
     * dentate).
     */
    private static boolean isMean(String name) {
        return name.endsWith(".qsm.mean") || name.endsWith(".nm.mean");
    }

    /** Tells the families that it rests on, for {@link EvidenceFamily#of}. */
    private static String lateralityName(Set<String> biomarkers) {
        return LATERALITY
                + biomarkers.stream()
                        .map(EvidenceFamily::of)
                        .distinct()
                        .sorted()
                        .map(EvidenceFamily::title)
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String base(FeatureScale scale, String suffix) {
        return scale.name().substring(0, scale.name().length() - suffix.length());
    }

    private static double raw(Double value) {
        return value == null ? Double.NaN : value;
    }

    private static double asymmetry(Person person, String base, double centre) {
        return Math.abs(raw(person.features().differences().get(base)) - centre);
    }

    /** Absent unless at least half of its weight is there. */
    private static double laterality(Person person, Map<String, Laterality> weights) {
        double sum = 0;
        double present = 0;
        double all = 0;
        for (Map.Entry<String, Laterality> entry : weights.entrySet()) {
            Laterality part = entry.getValue();
            all += Math.abs(part.weight());
            Double difference = person.features().differences().get(entry.getKey());
            if (difference != null) {
                sum += part.weight() * (difference - part.centre()) / part.sd();
                present += Math.abs(part.weight());
            }
        }
        return present >= all / 2 && present > 0 ? Math.abs(sum) / present : Double.NaN;
    }
}
