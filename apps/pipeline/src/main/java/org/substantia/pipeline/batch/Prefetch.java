package org.substantia.pipeline.batch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

/**
 * Sends a row of items through three stages: while the calling thread works on one item, another thread reads the next
 * and a third one finishes the former. One item at a time waits at each end, so the memory that is needed does not grow
 * with the row. An item that fails does not stop the others.
 *
 * @param <T> an item
 * @param <R> an item as read
 * @param <A> an item as worked on
 * @param <W> what becomes of it
 */
final class Prefetch<T, R, A, W> {
    /** What is done with one item. */
    @FunctionalInterface
    interface Stage<I, O> {
        /** @throws IOException if the item cannot be used */
        O apply(I item) throws IOException;
    }

    /** Gets ready to work, while the first item is already being read. */
    @FunctionalInterface
    interface Opening<R, A> {
        /** @throws IOException if no item can be worked on */
        Stage<R, A> open() throws IOException;
    }

    /**
     * How an item ended: with a value, or with the exception that one of its stages threw.
     *
     * @param value empty if a stage failed
     * @param failure an {@link IOException} or a {@link RuntimeException}
     */
    record Result<W>(Optional<W> value, Optional<Exception> failure) {}

    private final Stage<T, R> read;
    private final Opening<R, A> opening;
    private final Stage<A, W> finish;

    /**
     * @param read on a thread of its own
     * @param opening on the calling thread, once; so is what it opens
     * @param finish on a thread of its own
     */
    Prefetch(Stage<T, R> read, Opening<R, A> opening, Stage<A, W> finish) {
        this.read = read;
        this.opening = opening;
        this.finish = finish;
    }

    /**
     * @param done told of every item when it has ended, on the calling thread, in the order of the items
     * @throws IOException if the opening failed
     */
    void run(List<T> items, BiConsumer<T, Result<W>> done) throws IOException {
        if (items.isEmpty()) {
            return;
        }
        ExecutorService reader = Executors.newSingleThreadExecutor();
        ExecutorService finisher = Executors.newSingleThreadExecutor();
        try {
            run(items, done, reader, finisher);
        } finally {
            reader.shutdownNow();
            finisher.shutdown();
        }
    }

    private void run(List<T> items, BiConsumer<T, Result<W>> done, ExecutorService reader, ExecutorService finisher)
            throws IOException {
        Future<R> next = reader.submit(() -> read.apply(items.get(0)));
        Stage<R, A> work = opening.open();
        Optional<Future<W>> former = Optional.empty();
        for (int i = 0; i < items.size(); i++) {
            Future<R> current = next;
            if (i + 1 < items.size()) {
                T following = items.get(i + 1);
                next = reader.submit(() -> read.apply(following));
            }
            Callable<W> rest = rest(work, current);
            // One item at a time waits to be finished, or a slow disk would fill the memory.
            if (former.isPresent()) {
                done.accept(items.get(i - 1), result(former.get()));
            }
            former = Optional.of(finisher.submit(rest));
        }
        done.accept(items.get(items.size() - 1), result(former.orElseThrow()));
    }

    /** @return what is left to do for the item: to finish it, or to say why it cannot be */
    private Callable<W> rest(Stage<R, A> work, Future<R> source) {
        try {
            A worked = work.apply(get(source));
            return () -> finish.apply(worked);
        } catch (IOException | RuntimeException e) {
            return () -> {
                throw e;
            };
        } catch (OutOfMemoryError e) {
            // The next item may need less; where the error is thrown again it ends as this item's failure.
            return () -> {
                throw e;
            };
        }
    }

    private static <W> Result<W> result(Future<W> rest) {
        try {
            return new Result<>(Optional.of(get(rest)), Optional.empty());
        } catch (IOException | RuntimeException e) {
            return new Result<>(Optional.empty(), Optional.of(e));
        }
    }

    /** @throws IOException or the RuntimeException that the work ended with */
    private static <V> V get(Future<V> work) throws IOException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException fault) {
                throw fault;
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
