package org.substantia.pipeline;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.normative.NormativeModel;

/** The content of {@code biomarkers.json}; docs/reference/biomarkers.md describes the biomarkers. */
final class BiomarkersJson {
    private BiomarkersJson() {}

    static Map<String, Object> tree(EvaluatedPatient patient, NormativeModel healthy) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("case", patient.id());
        patient.person().age().ifPresent(age -> tree.put("age", age));
        patient.person().sex().ifPresent(sex -> tree.put("sex", sex.name().toLowerCase(Locale.ROOT)));
        tree.put(
                "zAgainst",
                "age- and sex-adjusted, " + healthy.people() + " healthy persons of the diagnosis model's cohort");
        Map<String, Object> rows = new LinkedHashMap<>();
        patient.biomarkers().values().forEach((name, value) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("value", Rounded.toDigits(value, 6));
            BiomarkerCatalog.find(name).ifPresent(definition -> row.put("unit", definition.unit()));
            OptionalDouble z = healthy.z(
                    name, value, patient.person().age(), patient.person().sex());
            z.ifPresent(deviations -> row.put("z", Rounded.toDigits(deviations, 3)));
            rows.put(name, row);
        });
        tree.put("biomarkers", rows);
        return tree;
    }
}
