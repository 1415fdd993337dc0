package org.substantia.pipeline.adaptation;

import java.nio.file.Path;
import java.util.List;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.split.CaseGroups;

/**
 * What a method is to learn from and to be tested on.
 *
 * @param training ids, sorted; none for a method that does not learn
 * @param test ids, sorted; never among the training cases, nor in a group with one
 * @param together cases that inner splits must not part
 * @param seed of every random choice
 * @param scratch a folder of the task's own, deleted afterwards; it may not exist yet
 * @param workers the threads to use
 * @param steps told now and then how far learning has come
 */
public record AdaptationTask(
        List<String> training,
        List<String> test,
        CaseGroups together,
        long seed,
        Path scratch,
        Workers workers,
        Steps steps) {
    /** Learning takes steps, of which some have been taken. */
    @FunctionalInterface
    public interface Steps {
        void taken(long taken, long all);
    }

    public AdaptationTask {
        training = List.copyOf(training);
        test = List.copyOf(test);
    }
}
