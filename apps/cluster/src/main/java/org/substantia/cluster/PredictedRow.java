package org.substantia.cluster;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Optional;
import org.substantia.base.json.EnumNames;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.Verdict;
import org.substantia.pipeline.batch.CaseOutcome;
import org.substantia.pipeline.output.DiagnosisSummary;
import org.substantia.segmentation.quality.QcStatus;

/**
 * What came of one case, as it travels back to the driver.
 *
 * @param id of the case
 * @param failure why the case has no result; empty if it has one
 * @param fault what the program did wrong; empty if it did nothing wrong
 * @param internal whether the failure is no fault of the case
 * @param status as files spell it
 * @param warnings about the case as a whole
 * @param flagged structures that a person should look at
 * @param verdict name of the constant; empty without a diagnosis, and then the following mean nothing
 * @param label 1 for Parkinson's disease
 * @param probability of Parkinson's disease
 * @param estimated whether a classifier fitted
 * @param inDistribution whether the patient is like those trained on
 * @param report name of the report; empty without one
 */
record PredictedRow(
        String id,
        String failure,
        String fault,
        boolean internal,
        String status,
        ArrayList<String> warnings,
        ArrayList<String> flagged,
        String verdict,
        int label,
        double probability,
        boolean estimated,
        boolean inDistribution,
        String report)
        implements Serializable {
    static PredictedRow of(CaseOutcome outcome) {
        Optional<DiagnosisSummary> diagnosis = outcome.diagnosis();
        return new PredictedRow(
                outcome.id(),
                outcome.failure().orElse(""),
                outcome.fault().map(Throwable::toString).orElse(""),
                outcome.internal(),
                EnumNames.of(outcome.status()),
                new ArrayList<>(outcome.warnings()),
                new ArrayList<>(outcome.flagged()),
                diagnosis.map(d -> d.verdict().name()).orElse(""),
                diagnosis.map(d -> d.label().label()).orElse(0),
                diagnosis.map(DiagnosisSummary::probability).orElse(Double.NaN),
                diagnosis.map(DiagnosisSummary::estimated).orElse(false),
                diagnosis.map(DiagnosisSummary::inDistribution).orElse(false),
                outcome.report().orElse(""));
    }

    CaseOutcome outcome() {
        return new CaseOutcome(
                id,
                optional(failure),
                optional(fault).map(IllegalStateException::new),
                internal,
                EnumNames.parse(QcStatus.class, status),
                warnings,
                flagged,
                optional(verdict)
                        .map(name -> new DiagnosisSummary(
                                Verdict.valueOf(name),
                                Diagnosis.parse(Integer.toString(label)).orElseThrow(),
                                probability,
                                estimated,
                                inDistribution)),
                optional(report),
                Optional.empty());
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
