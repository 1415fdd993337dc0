package org.substantia.cohort.validation;

import java.util.Optional;

/**
 * Something wrong or unusual.
 *
 * @param severity how much it matters
 * @param caseId the case it concerns; empty when it concerns the cohort
 * @param check what was checked
 * @param message one line: the file, what was found, what would be right
 */
public record Finding(Severity severity, Optional<String> caseId, Check check, String message) {
    static Finding error(String caseId, Check check, String message) {
        return new Finding(Severity.ERROR, Optional.of(caseId), check, message);
    }

    static Finding warning(String caseId, Check check, String message) {
        return new Finding(Severity.WARNING, Optional.of(caseId), check, message);
    }

    static Finding ofCohort(Severity severity, Check check, String message) {
        return new Finding(severity, Optional.empty(), check, message);
    }
}
