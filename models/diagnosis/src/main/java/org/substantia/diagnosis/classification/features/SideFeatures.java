package org.substantia.diagnosis.classification.features;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.diagnosis.biomarkers.Biomarkers;

/**
 * A patient's biomarkers by structure, not by side: either side may be struck first. {@code SN_r.qsm.mean} and
 * {@code SN_l.qsm.mean} become their mean {@code SN.qsm.mean} and their difference; a biomarker without side stays what
 * it is and wins over a mean of the same name. With one side missing both are absent, as the sides differ in health,
 * too. Immutable.
 *
 * @param values means of sides and unpaired biomarkers, by name
 * @param differences right minus left, by the name of the mean
 */
public record SideFeatures(Map<String, Double> values, Map<String, Double> differences) {
    private static final Pattern SIDED = Pattern.compile("^([A-Za-z0-9]+)_([rl])(?![A-Za-z0-9])(.*)$");

    public SideFeatures {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        differences = Collections.unmodifiableMap(new LinkedHashMap<>(differences));
    }

    public static SideFeatures of(Biomarkers biomarkers) {
        Map<String, Double> values = new LinkedHashMap<>();
        Map<String, Double> differences = new LinkedHashMap<>();
        Map<String, Double> measured = biomarkers.values();
        measured.forEach((name, value) -> {
            Matcher sided = SIDED.matcher(name);
            if (!sided.matches()) {
                values.put(name, value);
                return;
            }
            Double left = measured.get(sided.group(1) + "_l" + sided.group(3));
            if (sided.group(2).equals("r") && left != null) {
                String base = sided.group(1) + sided.group(3);
                if (!measured.containsKey(base)) {
                    values.put(base, (value + left) / 2);
                }
                differences.put(base, value - left);
            }
        });
        return new SideFeatures(values, differences);
    }
}
