package org.substantia.pipeline.adaptation;

import java.io.IOException;
import java.util.Map;

/**
 * A way of adapting to labeled cases: learns from the training cases of a task and is tested on its test cases.
 * Whatever it chooses (steps, strengths, thresholds) it chooses by the training cases alone.
 */
public interface AdaptationMethod extends AutoCloseable {
    /** What the command line, files and pages call it: lower-case letters, digits and hyphens. */
    String name();

    /** One sentence for readers. */
    String description();

    /** Whether it learns from the training cases; if not, one figure stands for all amounts. */
    boolean learns();

    /**
     * Whether several tasks may be run at once, each on one thread; if not, a task has all threads and its memory is
     * measured.
     */
    boolean concurrent();

    /** All options that change its results, digests of models among them; plain values, in a fixed order. */
    Map<String, Object> settings();

    /** @throws IOException naming the file, if an input cannot be read or a scratch file not be written */
    AdaptationOutcome run(AdaptationTask task) throws IOException;

    /** Frees what the method holds, such as weights. */
    @Override
    default void close() {}
}
