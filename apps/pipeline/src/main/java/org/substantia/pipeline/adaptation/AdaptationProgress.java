package org.substantia.pipeline.adaptation;

/** Told how far a curve has come. */
@FunctionalInterface
public interface AdaptationProgress {
    /** A cell is finished, or was before. Called from any thread. */
    void cell();

    /**
     * So many steps of the present cell's learning have been taken. Called now and then, by methods that run one task
     * at a time and take long.
     *
     * @param all how many there will be, as far as is known
     */
    default void steps(long taken, long all) {}
}
