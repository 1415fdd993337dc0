package org.substantia.challenge.web;

import io.javalin.http.sse.SseClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells open pages that the state of a file or submission changed; nothing but its name goes out. One thread looks for
 * all readers, once a second.
 */
final class LiveEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveEvents.class);
    private static final int MAX_READERS = 5000;

    private final Function<Set<String>, Map<String, String>> states;
    private final Map<String, List<SseClient>> readers = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread t = new Thread(work, "live-events");
        t.setDaemon(true);
        return t;
    });
    private final ScheduledFuture<?> rounding;
    private long rounds = 0;

    /** @param states the names of the states of what is watched, by its keys */
    LiveEvents(Function<Set<String>, Map<String, String>> states) {
        this.states = states;
        this.rounding = thread.scheduleWithFixedDelay(this::safeRound, 1, 1, TimeUnit.SECONDS);
    }

    /** @param key of what is watched; whether the reader may was looked at before */
    synchronized void watch(String key, SseClient client) {
        if (readers.values().stream().mapToInt(List::size).sum() >= MAX_READERS) {
            client.close();
            return;
        }
        client.keepAlive();
        client.onClose(() -> forget(key, client));
        readers.computeIfAbsent(key, k -> new ArrayList<>()).add(client);
        String now = states.apply(Set.of(key)).getOrDefault(key, "");
        told.putIfAbsent(key, now);
        client.sendEvent("state", now);
    }

    private synchronized void forget(String key, SseClient client) {
        List<SseClient> of = readers.get(key);
        if (of != null) {
            of.remove(client);
            if (of.isEmpty()) {
                readers.remove(key);
                told.remove(key);
            }
        }
    }

    /** A round that fails must not be the last one. */
    private void safeRound() {
        try {
            round();
        } catch (RuntimeException | Error e) {
            LOG.warn("live events were not told and will be again: {}", e.toString());
        }
    }

    private synchronized void round() {
        rounds++;
        Map<String, String> now = readers.isEmpty() ? Map.of() : states.apply(readers.keySet());
        for (Map.Entry<String, List<SseClient>> entry : new HashMap<>(readers).entrySet()) {
            String state = now.getOrDefault(entry.getKey(), "");
            boolean changed = !state.equals(told.put(entry.getKey(), state));
            // A comment now and then finds readers who left without a word.
            for (SseClient client : new ArrayList<>(entry.getValue())) {
                if (changed) {
                    client.sendEvent("state", state);
                } else if (rounds % 15 == 0) {
                    client.sendComment("still here");
                }
            }
        }
    }

    @Override
    public void close() {
        rounding.cancel(true);
        thread.shutdownNow();
    }
}
