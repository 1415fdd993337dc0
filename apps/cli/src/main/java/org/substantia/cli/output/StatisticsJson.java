package org.substantia.cli.output;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.substantia.base.json.EnumNames;
import org.substantia.base.provenance.Provenance;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.diagnosis.statistics.CohortStatistics;
import org.substantia.diagnosis.statistics.Quantity;
import org.substantia.diagnosis.statistics.Summary;
import org.substantia.report.cohort.DiagnosisGroup;
import org.substantia.report.cohort.PublishedMeans;

/**
 * {@code statistics.json}; docs/reference/statistics-json.md describes it.
 *
 * @param cases how many were measured
 * @param quantities by quantity, nucleus and diagnosis, each quantity an entry beside the others; empty ones are left
 *     out
 */
public record StatisticsJson(
        int schemaVersion,
        Provenance provenance,
        int cases,
        @JsonIgnore Map<String, Map<String, Map<String, Group>>> quantities) {
    private static final int SCHEMA_VERSION = 2;
    private static final String UNLABELED = "unlabeled";

    /**
     * The cases of one diagnosis.
     *
     * @param standardDeviation {@code null} for a single case
     * @param published mean of the challenge's cohort, where there is one
     */
    record Group(int n, double mean, double standardDeviation, OptionalDouble published) {}

    public static StatisticsJson of(Provenance provenance, CohortStatistics statistics) {
        Map<String, Map<String, Map<String, Group>>> quantities = new LinkedHashMap<>();
        for (Quantity quantity : Quantity.values()) {
            Map<String, Map<String, Group>> nuclei = new LinkedHashMap<>();
            for (Nucleus nucleus : Nucleus.values()) {
                Map<String, Group> groups = groups(statistics, quantity, nucleus);
                if (!groups.isEmpty()) {
                    nuclei.put(nucleus.symbol(), groups);
                }
            }
            if (!nuclei.isEmpty()) {
                quantities.put(EnumNames.of(quantity), nuclei);
            }
        }
        return new StatisticsJson(SCHEMA_VERSION, provenance, statistics.cases().size(), quantities);
    }

    private static Map<String, Group> groups(CohortStatistics statistics, Quantity quantity, Nucleus nucleus) {
        Map<String, Group> groups = new LinkedHashMap<>();
        for (DiagnosisGroup group : DiagnosisGroup.of(statistics)) {
            Summary summary = statistics.summary(quantity, nucleus, group.diagnosis());
            if (summary.n() > 0) {
                groups.put(
                        group.diagnosis().map(EnumNames::of).orElse(UNLABELED),
                        new Group(
                                summary.n(),
                                summary.mean(),
                                summary.standardDeviation(),
                                PublishedMeans.of(quantity, nucleus, group.diagnosis())));
            }
        }
        return groups;
    }

    @JsonAnyGetter
    Map<String, Map<String, Map<String, Group>>> entries() {
        return quantities;
    }
}
