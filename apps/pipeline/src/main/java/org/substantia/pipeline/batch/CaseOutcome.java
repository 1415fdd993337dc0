package org.substantia.pipeline.batch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.substantia.pipeline.PatientAnalysis;
import org.substantia.pipeline.output.DiagnosisSummary;
import org.substantia.pipeline.output.WrittenCase;
import org.substantia.segmentation.quality.QcStatus;

/**
 * What came of one case of a batch.
 *
 * @param id of the case
 * @param failure one line saying why the case has no result; empty for a case that is complete
 * @param fault what the program did wrong, if it did in this run
 * @param internal whether the failure is no fault of the case: the program's own, or for lack of memory
 * @param status of a complete case
 * @param warnings about a complete case as a whole
 * @param flagged names of its structures that a person should look at, each once
 * @param diagnosis of a complete case, if one was asked for
 * @param report name of the report in the case's folder, if one was written
 * @param standIn one line naming the files that stand in for those a complete case has no image for, if some were
 *     written in this run
 */
public record CaseOutcome(
        String id,
        Optional<String> failure,
        Optional<Throwable> fault,
        boolean internal,
        QcStatus status,
        List<String> warnings,
        List<String> flagged,
        Optional<DiagnosisSummary> diagnosis,
        Optional<String> report,
        Optional<String> standIn) {
    public CaseOutcome {
        warnings = List.copyOf(warnings);
        flagged = List.copyOf(flagged);
    }

    static CaseOutcome complete(PatientAnalysis analysis, Optional<String> report) {
        return new CaseOutcome(
                analysis.id(),
                Optional.empty(),
                Optional.empty(),
                false,
                analysis.segmentation().status(),
                analysis.segmentation().warnings(),
                analysis.segmentation().flagged(),
                analysis.assessment().map(assessment -> DiagnosisSummary.of(assessment.diagnosis())),
                report,
                Optional.empty());
    }

    /**
     * What came of a case in another run.
     *
     * @throws IOException naming a file that is not what this version writes
     */
    static CaseOutcome of(WrittenCase written) throws IOException {
        if (written.failure().isPresent()) {
            return without(written.id(), written.failure().get(), Optional.empty(), written.isInternal());
        }
        return new CaseOutcome(
                written.id(),
                Optional.empty(),
                Optional.empty(),
                false,
                written.status(),
                written.warnings(),
                written.flagged(),
                written.diagnosis(),
                written.report(),
                Optional.empty());
    }

    /** The case cannot be analyzed. */
    static CaseOutcome failed(String id, String failure) {
        return without(id, failure, Optional.empty(), false);
    }

    /** The memory did not suffice. */
    static CaseOutcome outOfMemory(String id, String failure) {
        return without(id, failure, Optional.empty(), true);
    }

    /** The program went wrong. */
    static CaseOutcome faulty(String id, Throwable fault) {
        return without(id, id + ": a fault of the program: " + fault, Optional.of(fault), true);
    }

    CaseOutcome withStandIn(String line) {
        return new CaseOutcome(
                id, failure, fault, internal, status, warnings, flagged, diagnosis, report, Optional.of(line));
    }

    CaseOutcome withFailure(String message) {
        return without(id, message, fault, internal);
    }

    private static CaseOutcome without(String id, String failure, Optional<Throwable> fault, boolean internal) {
        return new CaseOutcome(
                id,
                Optional.of(failure),
                fault,
                internal,
                QcStatus.FAILED,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
