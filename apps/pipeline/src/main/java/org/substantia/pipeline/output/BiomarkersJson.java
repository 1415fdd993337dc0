package org.substantia.pipeline.output;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.json.JsonNumbers;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.BiomarkerDefinition;
import org.substantia.diagnosis.biomarkers.normative.NormativeModel;
import org.substantia.pipeline.Assessment;
import org.substantia.pipeline.PatientAnalysis;

/**
 * {@code biomarkers.json}; docs/reference/diagnosis-json.md describes it.
 *
 * @param id of the case
 * @param zAgainst whom the deviations are taken from, in words
 */
record BiomarkersJson(
        int schemaVersion,
        @JsonProperty("case") String id,
        OptionalDouble age,
        Optional<Sex> sex,
        String zAgainst,
        Map<String, Measured> biomarkers) {
    private static final int SCHEMA_VERSION = 1;

    /**
     * One biomarker.
     *
     * @param z deviations above the mean of healthy persons, where it is known
     */
    record Measured(double value, Optional<String> unit, OptionalDouble z) {}

    static BiomarkersJson of(PatientAnalysis analysis, Assessment assessment) {
        NormativeModel healthy = assessment.assessor().model().healthy();
        Demographics subject = analysis.scans().demographics();
        Map<String, Measured> measured = new LinkedHashMap<>();
        assessment.biomarkers().values().forEach((id, value) -> {
            OptionalDouble z = healthy.z(id, value, subject);
            measured.put(
                    id.name(),
                    new Measured(
                            JsonNumbers.significant(value, 6),
                            BiomarkerCatalog.find(id).map(BiomarkerDefinition::unit),
                            z.isPresent()
                                    ? OptionalDouble.of(JsonNumbers.significant(z.getAsDouble(), 3))
                                    : OptionalDouble.empty()));
        });
        return new BiomarkersJson(
                SCHEMA_VERSION,
                analysis.id(),
                subject.age(),
                subject.sex(),
                "age- and sex-adjusted, " + healthy.people() + " healthy persons of the diagnosis model's cohort",
                measured);
    }
}
