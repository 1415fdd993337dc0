package org.substantia.diagnosis.classification.features;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.substantia.cohort.anatomy.Side;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;

/**
 * A subject's biomarkers by structure, not by side: the disease may begin on either. {@code SN_r.qsm.mean} and
 * {@code SN_l.qsm.mean} become their mean {@code SN.qsm.mean} and their difference; a biomarker without side stays what
 * it is and wins over the mean derived here. With one side missing both are absent, as the sides differ in health, too.
 * Immutable.
 *
 * @param values means of sides and unpaired biomarkers
 * @param differences right minus left, by the mean
 */
public record SideFeatures(Map<BiomarkerId, Double> values, Map<BiomarkerId, Double> differences) {
    public SideFeatures {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        differences = Collections.unmodifiableMap(new LinkedHashMap<>(differences));
    }

    /** Of the mirror image. */
    SideFeatures mirrored() {
        Map<BiomarkerId, Double> exchanged = new LinkedHashMap<>(differences);
        exchanged.replaceAll((id, difference) -> -difference);
        return new SideFeatures(values, exchanged);
    }

    public static SideFeatures of(Biomarkers biomarkers) {
        Map<BiomarkerId, Double> values = new LinkedHashMap<>();
        Map<BiomarkerId, Double> differences = new LinkedHashMap<>();
        Map<BiomarkerId, Double> measured = biomarkers.values();
        measured.forEach((id, value) -> {
            if (id.side().isEmpty()) {
                values.put(id, value);
                return;
            }
            Double left = measured.get(id.onSide(Side.LEFT));
            if (id.side().get() == Side.RIGHT && left != null) {
                BiomarkerId both = id.mean();
                if (!measured.containsKey(both)) {
                    values.put(both, (value + left) / 2);
                }
                differences.put(both, value - left);
            }
        });
        return new SideFeatures(values, differences);
    }
}
