package org.substantia.segmentation.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.segmentation.quality.QcStatus;

/**
 * What came of one case.
 *
 * @param id of the case
 * @param failure one line saying why nothing was written; empty for a case that is complete
 * @param fault what the program did wrong, if the failure is no fault of the case
 * @param status of a complete case
 * @param warnings about a complete case as a whole
 * @param flagged names of its structures that a person should look at, each once
 * @param seconds that each stage took, in order
 */
public record CaseReport(
        String id,
        Optional<String> failure,
        Optional<Throwable> fault,
        QcStatus status,
        List<String> warnings,
        List<String> flagged,
        Map<String, Double> seconds) {
    static CaseReport failed(String id, String failure) {
        return new CaseReport(
                id, Optional.of(failure), Optional.empty(), QcStatus.FAILED, List.of(), List.of(), Map.of());
    }

    static CaseReport faulty(String id, Throwable fault) {
        return new CaseReport(
                id,
                Optional.of(id + ": a fault of the program: " + fault),
                Optional.of(fault),
                QcStatus.FAILED,
                List.of(),
                List.of(),
                Map.of());
    }
}
