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

    /** Whether the program went wrong with a case. */
    public boolean hasFault() {
        return cases.stream().anyMatch(c -> c.fault().isPresent());
    }
}
