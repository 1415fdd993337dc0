package org.substantia.base.parallel;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * The threads an operation may use, handed in by its caller. Work is cut into independent pieces (rows, slices, labels)
 * whose results do not depend on how they are shared out, so every result is the same on any number of threads.
 *
 * <p>Immutable and safe to share; close it when the threads are no longer needed.
 *
 * <pre>{@code
 * try (Workers workers = Workers.of(4)) {
 *     workers.forEach(geometry.nz(), z -> smoothSlice(z));
 * }
 * }</pre>
 */
public final class Workers implements AutoCloseable {
    /** One piece of work. */
    @FunctionalInterface
    public interface Piece {
        void run(int index);
    }

    /** A contiguous part of the work. */
    @FunctionalInterface
    public interface Range {
        /**
         * @param from first index
         * @param to one past the last index
         */
        void run(int from, int to);
    }

    /** More ranges than threads, so that a thread with cheap ones takes over from the others. */
    private static final int RANGES_PER_THREAD = 4;

    private static final Workers CALLER = new Workers(1);

    private final int threads;
    private final ForkJoinPool pool;

    private Workers(int threads) {
        this.threads = threads;
        this.pool = threads == 1 ? null : new ForkJoinPool(threads);
    }

    /** The calling thread alone; needs no closing. */
    public static Workers caller() {
        return CALLER;
    }

    /** @throws IllegalArgumentException if {@code threads} is below 1 */
    public static Workers of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread is needed, not " + threads);
        }
        return threads == 1 ? CALLER : new Workers(threads);
    }

    /** As many threads as the machine has processors. */
    public static Workers all() {
        return of(Runtime.getRuntime().availableProcessors());
    }

    public int threads() {
        return threads;
    }

    /**
     * Runs {@code piece} for every index from 0 to {@code count - 1}, in any order, and returns when all are done. Once
     * one has thrown, no other is begun; those that run are waited for, so that none uses what the caller then closes.
     *
     * @throws RuntimeException the first one that a piece threw; an {@link Error} likewise
     */
    public void forEach(int count, Piece piece) {
        if (pool == null || count <= 1) {
            for (int i = 0; i < count; i++) {
                piece.run(i);
            }
            return;
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        // A parallel stream started inside a pool runs in that pool, not in the common one. One that fails returns
        // while its other pieces still run, so none of them may let it know.
        pool.submit(() -> IntStream.range(0, count).parallel().forEach(i -> {
                    if (failure.get() == null) {
                        try {
                            piece.run(i);
                        } catch (RuntimeException | Error e) {
                            failure.compareAndSet(null, e);
                        }
                    }
                }))
                .join();
        if (failure.get() instanceof RuntimeException e) {
            throw e;
        }
        if (failure.get() instanceof Error e) {
            throw e;
        }
    }

    /**
     * Cuts the indices from 0 to {@code count - 1} into contiguous ranges, a few for each thread, runs {@code range} on
     * every one and returns when all are done: for work that wants scratch arrays shared by many indices. Where the
     * cuts fall depends on the number of threads, so no result may depend on it.
     *
     * @throws RuntimeException the first one that a range threw
     */
    public void forEachRange(int count, Range range) {
        int ranges = threads == 1 ? Math.min(count, 1) : Math.min(count, threads * RANGES_PER_THREAD);
        forEach(ranges, i -> range.run((int) ((long) count * i / ranges), (int) ((long) count * (i + 1) / ranges)));
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.shutdown();
        }
    }
}
