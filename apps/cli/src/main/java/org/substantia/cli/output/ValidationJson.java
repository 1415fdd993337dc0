package org.substantia.cli.output;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.substantia.base.provenance.Provenance;
import org.substantia.cohort.validation.Check;
import org.substantia.cohort.validation.Severity;
import org.substantia.cohort.validation.ValidationReport;

/**
 * What {@code validate --json} writes; docs/reference/validation.md describes it.
 *
 * @param cases how many were checked
 * @param keepTogether ids of cases that show the same subject
 */
public record ValidationJson(
        int schemaVersion,
        Provenance provenance,
        int cases,
        List<Finding> findings,
        List<SortedSet<String>> keepTogether) {
    private static final int SCHEMA_VERSION = 1;

    /**
     * Something wrong or unusual.
     *
     * @param id of the case; absent where it concerns the cohort
     */
    record Finding(Severity severity, @JsonProperty("case") Optional<String> id, Check check, String message) {
        static Finding of(org.substantia.cohort.validation.Finding finding) {
            return new Finding(finding.severity(), finding.caseId(), finding.check(), finding.message());
        }
    }

    public static ValidationJson of(Provenance provenance, ValidationReport report) {
        return new ValidationJson(
                SCHEMA_VERSION,
                provenance,
                report.caseCount(),
                report.findings().stream().map(Finding::of).toList(),
                report.groups().groups());
    }
}
