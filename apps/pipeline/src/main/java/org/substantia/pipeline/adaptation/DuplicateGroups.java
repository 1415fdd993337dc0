package org.substantia.pipeline.adaptation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.validation.CohortValidator;

/**
 * Which cases show the same subject, searched once and kept in a file.
 *
 * @param key digest of the data that were searched
 * @param keepTogether as {@code validate --json} calls the groups
 */
public record DuplicateGroups(String key, List<SortedSet<String>> keepTogether) {
    /**
     * @param digest of the cohort's data, see {@link AdaptationCohort#digest}
     * @param file of an earlier search, or to be written
     * @param progress run after every case, from any thread
     */
    public static CaseGroups find(Cohort cohort, String digest, Path file, Workers workers, Runnable progress)
            throws IOException {
        if (Files.exists(file)) {
            DuplicateGroups found = JsonFiles.read(file, DuplicateGroups.class);
            if (found.key().equals(digest)) {
                return new CaseGroups(found.keepTogether());
            }
        }
        CaseGroups groups =
                new CohortValidator(workers, progress).validate(cohort).groups();
        JsonFiles.write(file, new DuplicateGroups(digest, groups.groups()));
        return groups;
    }
}
