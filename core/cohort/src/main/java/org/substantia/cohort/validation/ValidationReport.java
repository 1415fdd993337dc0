package org.substantia.cohort.validation;

import java.util.List;
import org.substantia.cohort.split.CaseGroups;

/**
 * What a validation found.
 *
 * @param caseCount how many cases were looked at
 * @param findings by case id, then those of the cohort; none when all is well
 * @param groups cases that show the same subject, to be kept on one side of every split
 */
public record ValidationReport(int caseCount, List<Finding> findings, CaseGroups groups) {
    public ValidationReport {
        findings = List.copyOf(findings);
    }

    public long count(Severity severity) {
        return findings.stream().filter(f -> f.severity() == severity).count();
    }
}
