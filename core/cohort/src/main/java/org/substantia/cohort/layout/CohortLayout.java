package org.substantia.cohort.layout;

import java.util.List;

/** One way to arrange the files of a cohort, recognized by the files' names alone. */
public interface CohortLayout {
    /** Every layout there is. */
    static List<CohortLayout> all() {
        return List.of(new ChallengeLayout(), new BidsLayout(), new SingleCaseLayout());
    }

    /** For messages: {@code one folder per case, as the challenge hands them out}. */
    String title();

    /**
     * The cases, sorted by id; none when the tree has another layout.
     *
     * @throws CohortException if the tree has this layout but two files claim the same place
     */
    List<CaseFolder> cases(FileTree tree) throws CohortException;
}
