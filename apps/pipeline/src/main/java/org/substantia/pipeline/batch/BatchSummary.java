package org.substantia.pipeline.batch;

import java.util.List;

/**
 * What came of a batch. Immutable.
 *
 * @param cases one entry a case, in the order of the batch
 */
public record BatchSummary(List<CaseOutcome> cases) {
    public BatchSummary {
        cases = List.copyOf(cases);
    }

    /** How many cases have a result. */
    public int complete() {
        return (int) cases.stream().filter(c -> c.failure().isEmpty()).count();
    }

    /** Whether every case has a result. */
    public boolean isComplete() {
        return complete() == cases.size();
    }

    /** Whether a case failed that is not to blame: the program went wrong, or the memory did not suffice. */
    public boolean hasFault() {
        return cases.stream().anyMatch(CaseOutcome::internal);
    }
}
