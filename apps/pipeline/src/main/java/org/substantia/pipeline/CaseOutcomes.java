package org.substantia.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.layout.CaseFolder;

/**
 * What came of each of many cases; one that fails does not stop the others. Immutable if the results are.
 *
 * @param <T> a result
 * @param results one entry for each case, in their order; empty for one that failed
 * @param failures of those that did, in their order
 */
public record CaseOutcomes<T>(List<Optional<T>> results, List<CaseFailure> failures) {
    /**
     * What is done with a case.
     *
     * @param <T> a result
     */
    @FunctionalInterface
    public interface Work<T> {
        /** Is called by several threads, for different cases. */
        T on(CaseFolder folder) throws IOException;
    }

    public CaseOutcomes {
        results = List.copyOf(results);
        failures = List.copyOf(failures);
    }

    /**
     * Works on several cases at once.
     *
     * @param progress run after each case, from several threads
     */
    public static <T> CaseOutcomes<T> of(
            List<CaseFolder> cases, Workers workers, Runnable progress, Work<? extends T> work) {
        // Each place is set by one thread; the list itself does not change.
        List<Optional<T>> results = new ArrayList<>(Collections.nCopies(cases.size(), Optional.empty()));
        CaseFailure[] failed = new CaseFailure[cases.size()];
        workers.forEach(cases.size(), i -> {
            try {
                results.set(i, Optional.of(work.on(cases.get(i))));
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                failed[i] = CaseFailure.of(cases.get(i).id(), e);
            }
            progress.run();
        });
        return new CaseOutcomes<>(
                results, Arrays.stream(failed).filter(Objects::nonNull).toList());
    }

    /** The results of those that did not fail, in their order. */
    public List<T> found() {
        return results.stream().flatMap(Optional::stream).toList();
    }
}
