package org.substantia.viewer.findings;

import java.io.IOException;
import java.util.Optional;

/** Where findings come from. Who serves the pages knows; the pages do not. Called from several threads. */
@FunctionalInterface
public interface FindingsSource {
    /** Of cases of which nothing is known. */
    FindingsSource NONE = id -> Optional.empty();

    /**
     * The findings of a case.
     *
     * @return empty if nothing is known of it
     * @throws IOException naming the file that is not what it should be
     */
    Optional<CaseFindings> of(String caseId) throws IOException;
}
