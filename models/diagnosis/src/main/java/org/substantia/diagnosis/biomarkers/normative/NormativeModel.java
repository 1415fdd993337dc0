package org.substantia.diagnosis.biomarkers.normative;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;

/**
 * What is usual in a group of people: for each biomarker a straight line by age, a difference of men and women, and how
 * people scatter about it. Fitted on healthy persons it is what "normal" means in a report. Immutable and thread-safe.
 */
public final class NormativeModel {
    /** Fewer people tell too little of a spread: with so many its standard error is a sixth. */
    public static final int MIN_PEOPLE = 20;

    /**
     * A person to learn from.
     *
     * @param biomarkers as measured
     * @param demographics age and sex, where known
     */
    public record Observation(Biomarkers biomarkers, Demographics demographics) {}

    /**
     * What is usual in people like a patient.
     *
     * @param mean in the biomarker's unit
     * @param deviation between people, above 0
     */
    public record Expected(double mean, double deviation) {}

    /**
     * @param mean at the group's mean age, midway between men and women
     * @param perYear change a year
     * @param man half of what men lie above women
     * @param deviation of the residuals
     */
    private record Line(double mean, double perYear, double man, double deviation) {}

    private final double meanAge;
    private final double ageDeviation;
    private final int people;
    private final Map<BiomarkerId, Line> lines;

    private NormativeModel(double meanAge, double ageDeviation, int people, Map<BiomarkerId, Line> lines) {
        this.meanAge = meanAge;
        this.ageDeviation = ageDeviation;
        this.people = people;
        this.lines = new LinkedHashMap<>(lines);
    }

    /**
     * By least squares. Whose age is unknown counts as of mean age, and whoever is not known to be a man or a woman as
     * between them. A biomarker that fewer than {@value #MIN_PEOPLE} people have, or in which all are alike, is left
     * out.
     */
    public static NormativeModel fit(List<Observation> group) {
        double[] ages = group.stream()
                .filter(person -> person.demographics().age().isPresent())
                .mapToDouble(person -> person.demographics().age().getAsDouble())
                .toArray();
        double meanAge = ages.length == 0 ? 0 : sum(ages) / ages.length;
        double squares = 0;
        for (double age : ages) {
            squares += (age - meanAge) * (age - meanAge);
        }
        double ageDeviation = ages.length == 0 ? 0 : Math.sqrt(squares / ages.length);
        Set<BiomarkerId> measured = new HashSet<>();
        group.forEach(person -> measured.addAll(person.biomarkers().values().keySet()));
        Map<BiomarkerId, Line> lines = new LinkedHashMap<>();
        for (BiomarkerId id : measured.stream().sorted().toList()) {
            List<double[]> rows = new ArrayList<>();
            for (Observation person : group) {
                OptionalDouble value = person.biomarkers().value(id);
                if (value.isPresent()) {
                    rows.add(new double[] {
                        person.demographics().age().orElse(meanAge) - meanAge,
                        sign(person.demographics().sex()),
                        value.getAsDouble()
                    });
                }
            }
            if (rows.size() >= MIN_PEOPLE) {
                line(rows).ifPresent(line -> lines.put(id, line));
            }
        }
        return new NormativeModel(meanAge, ageDeviation, group.size(), lines);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double sign(Optional<Sex> sex) {
        return sex.map(s -> s == Sex.MALE ? 1.0 : s == Sex.FEMALE ? -1.0 : 0.0).orElse(0.0);
    }

    /** @param rows age off the mean, sex, value */
    private static Optional<Line> line(List<double[]> rows) {
        int n = rows.size();
        double[] means = new double[3];
        for (double[] row : rows) {
            for (int i = 0; i < 3; i++) {
                means[i] += row[i] / n;
            }
        }
        double aa = 0;
        double as = 0;
        double ss = 0;
        double ay = 0;
        double sy = 0;
        for (double[] row : rows) {
            double a = row[0] - means[0];
            double s = row[1] - means[1];
            double y = row[2] - means[2];
            aa += a * a;
            as += a * s;
            ss += s * s;
            ay += a * y;
            sy += s * y;
        }
        double determinant = aa * ss - as * as;
        double perYear;
        double man;
        if (determinant > 1e-9 * aa * ss) {
            perYear = (ss * ay - as * sy) / determinant;
            man = (aa * sy - as * ay) / determinant;
        } else {
            perYear = aa > 0 ? ay / aa : 0;
            man = aa > 0 || ss == 0 ? 0 : sy / ss;
        }
        double mean = means[2] - perYear * means[0] - man * means[1];
        double residuals = 0;
        for (double[] row : rows) {
            double off = row[2] - mean - perYear * row[0] - man * row[1];
            residuals += off * off;
        }
        int parameters = 1 + (aa > 0 ? 1 : 0) + (ss > 0 ? 1 : 0);
        double deviation = Math.sqrt(residuals / (n - parameters));
        return deviation > 1e-9 * Math.abs(mean) && deviation > 0
                ? Optional.of(new Line(mean, perYear, man, deviation))
                : Optional.empty();
    }

    /** How many people it was fitted on. */
    public int people() {
        return people;
    }

    /**
     * @param demographics without an age, the spread of ages in the group is added to the deviation; likewise that of
     *     men and women for whoever is not known to be either
     * @return empty for a biomarker that is not known
     */
    public Optional<Expected> expected(BiomarkerId id, Demographics demographics) {
        Line line = lines.get(id);
        if (line == null) {
            return Optional.empty();
        }
        double mean = line.mean() + line.man() * sign(demographics.sex());
        double variance = line.deviation() * line.deviation();
        if (demographics.age().isPresent()) {
            mean += line.perYear() * (demographics.age().getAsDouble() - meanAge);
        } else {
            variance += line.perYear() * line.perYear() * ageDeviation * ageDeviation;
        }
        if (sign(demographics.sex()) == 0) {
            variance += line.man() * line.man();
        }
        return Optional.of(new Expected(mean, Math.sqrt(variance)));
    }

    /** Standard deviations above what is usual. */
    public OptionalDouble z(BiomarkerId id, double value, Demographics demographics) {
        return expected(id, demographics)
                .map(usual -> OptionalDouble.of((value - usual.mean()) / usual.deviation()))
                .orElse(OptionalDouble.empty());
    }

    /** As a tree for {@code JsonFiles}; the same tree for the same model. */
    @JsonValue
    public Map<String, Object> toJson() {
        Map<String, Object> rows = new LinkedHashMap<>();
        lines.forEach(
                (id, line) -> rows.put(id.name(), List.of(line.mean(), line.perYear(), line.man(), line.deviation())));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("people", people);
        tree.put("meanAge", meanAge);
        tree.put("ageDeviation", ageDeviation);
        tree.put("columns", List.of("mean", "perYear", "man", "deviation"));
        tree.put("biomarkers", rows);
        return tree;
    }

    /** @throws IllegalArgumentException saying what is wrong, if this is no such tree */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static NormativeModel fromJson(JsonNode tree) {
        Map<BiomarkerId, Line> lines = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> row : tree.path("biomarkers").properties()) {
            JsonNode v = row.getValue();
            if (v.size() != 4 || !areNumbers(v) || !(v.get(3).asDouble() > 0)) {
                throw new IllegalArgumentException("the usual values of " + row.getKey() + " are not four numbers");
            }
            lines.put(
                    BiomarkerId.parse(row.getKey()),
                    new Line(
                            v.get(0).asDouble(),
                            v.get(1).asDouble(),
                            v.get(2).asDouble(),
                            v.get(3).asDouble()));
        }
        if (!tree.path("people").isInt()
                || !tree.path("meanAge").isNumber()
                || !tree.path("ageDeviation").isNumber()) {
            throw new IllegalArgumentException("the usual values lack \"people\", \"meanAge\" or \"ageDeviation\"");
        }
        return new NormativeModel(
                tree.path("meanAge").asDouble(),
                tree.path("ageDeviation").asDouble(),
                tree.path("people").asInt(),
                lines);
    }

    private static boolean areNumbers(JsonNode list) {
        for (JsonNode value : list) {
            if (!value.isNumber()) {
                return false;
            }
        }
        return true;
    }
}
