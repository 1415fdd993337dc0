package org.substantia.foundation.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for a network, but not for ever: a server that says nothing any more would otherwise hold its client. Each wait
 * has its own limit, so that a download may take as long as something comes. To be used by one thread.
 */
final class NetworkPatience implements AutoCloseable {
    private final Duration limit;
    private final ExecutorService waiting = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "download");
        thread.setDaemon(true);
        return thread;
    });

    NetworkPatience(Duration limit) {
        this.limit = limit;
    }

    /**
     * What a call gives, made in another thread, which is interrupted when the limit is over.
     *
     * @throws IOException that of the call, or one that says how long nothing came
     */
    <T> T await(Callable<T> call) throws IOException, InterruptedException {
        Future<T> answer = waiting.submit(call);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("nothing came for " + limit.toMillis() / 1000.0 + " seconds", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        waiting.shutdownNow();
    }
}
