package org.substantia.diagnosis.biomarkers;

import java.util.LinkedHashMap;
import java.util.Map;

/** Biomarkers by the names that files give them. */
public final class NamedBiomarkers {
    private NamedBiomarkers() {}

    public static Biomarkers of(Map<String, Double> values) {
        Map<BiomarkerId, Double> ids = new LinkedHashMap<>();
        values.forEach((name, value) -> ids.put(BiomarkerId.parse(name), value));
        return new Biomarkers(ids);
    }
}
