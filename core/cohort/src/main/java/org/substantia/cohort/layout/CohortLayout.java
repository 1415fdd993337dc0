package org.substantia.cohort.layout;

import java.util.List;
import java.util.Optional;

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

    /**
     * The id of the case that a file would belong to by the folders it lies in, whatever its name; empty for files
     * outside the folders of cases.
     */
    Optional<String> caseOf(FileTree tree, String path);

    /** What a case needs, for messages. */
    String expected();

    /** This layout's name for a file that the challenge calls {@code name}; empty where it has none. */
    default Optional<String> spelling(String name) {
        return Optional.of(name);
    }
}
