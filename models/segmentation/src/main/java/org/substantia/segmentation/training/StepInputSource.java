package org.substantia.segmentation.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes the inputs of coming steps while the network works on the present one. Each step's input is the same on any
 * number of threads. To be read by one thread.
 */
final class StepInputSource implements AutoCloseable {
    /** Makes the input of a step. */
    @FunctionalInterface
    interface Step {
        StepInput make(long step) throws IOException;
    }

    private final Step input;
    private final ExecutorService threads;
    private final Deque<Future<StepInput>> ahead = new ArrayDeque<>();
    private final int depth;
    private long next;

    StepInputSource(long firstStep, int threadCount, Step input) {
        this.input = input;
        this.next = firstStep;
        this.depth = threadCount + 1;
        this.threads = Executors.newFixedThreadPool(threadCount, task -> {
            Thread thread = new Thread(task, "examples");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The input of the next step. */
    StepInput take() throws IOException {
        while (ahead.size() < depth) {
            long step = next++;
            ahead.add(threads.submit(() -> input.make(step)));
        }
        try {
            return ahead.remove().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a training example", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            throw new IllegalStateException("a training example could not be made", cause);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
