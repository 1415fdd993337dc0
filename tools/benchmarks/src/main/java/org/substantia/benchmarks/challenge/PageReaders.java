package org.substantia.benchmarks.challenge;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** People who read pages, half of them signed in, at a steady rate. */
final class PageReaders {
    /** How long pages took. */
    record Times(List<Long> sortedMicros, int faults, TreeSet<Integer> slowSeconds) {
        /** @param share 0 to 1 */
        long millis(double share) {
            return sortedMicros.get((int) Math.min(sortedMicros.size() - 1.0, share * sortedMicros.size())) / 1000;
        }
    }

    private static final long SLOW_MICROS = 300_000;
    private static final int MAX_IN_FLIGHT = 256;

    private final LoadOptions options;
    private final LoadChallenge challenge;
    private final ServerUnderLoad server;
    private final HttpClient client = Connections.open();
    private final List<Long> micros = new ArrayList<>();
    private final TreeSet<Integer> slowSeconds = new TreeSet<>();
    private final AtomicInteger faults = new AtomicInteger();

    PageReaders(LoadOptions options, LoadChallenge challenge, ServerUnderLoad server) {
        this.options = options;
        this.challenge = challenge;
        this.server = server;
    }

    /** Of the pages since the last call. */
    Times takeTimes() {
        synchronized (micros) {
            Times times = new Times(micros.stream().sorted().toList(), faults.getAndSet(0), new TreeSet<>(slowSeconds));
            micros.clear();
            slowSeconds.clear();
            return times;
        }
    }

    /** Pages at a steady rate, each timed from when it should have been asked for. */
    void read(int seconds) throws InterruptedException {
        Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
        long start = System.nanoTime();
        int aSecond = options.pagesASecond();
        int all = aSecond * seconds;
        for (int i = 0; i < all; i++) {
            long due = start + (long) (i * 1e9 / aSecond);
            long wait = due - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            inFlight.acquire();
            String token = i % 2 == 0 ? "" : challenge.token(i % challenge.teams());
            String path = page(i, token);
            var unused = client.sendAsync(
                            server.request(path, token)
                                    .header("Accept-Encoding", "gzip")
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .whenComplete((answer, fault) -> {
                        inFlight.release();
                        long took = (System.nanoTime() - due) / 1000;
                        synchronized (micros) {
                            micros.add(took);
                            if (took > SLOW_MICROS) {
                                slowSeconds.add((int) TimeUnit.NANOSECONDS.toSeconds(due - start));
                            }
                        }
                        if (fault != null || answer.statusCode() != 200) {
                            faults.incrementAndGet();
                        }
                    });
        }
        inFlight.acquire(MAX_IN_FLIGHT);
    }

    private static String page(int i, String token) {
        List<String> open = List.of(
                "/", "/leaderboard/test/segmentation", "/schedule", "/leaderboard/test/classification", "/rules");
        List<String> own = List.of("/submit", "/submissions", "/leaderboard/test/segmentation", "/team", "/inbox");
        return (token.isEmpty() ? open : own).get(i / 2 % 5);
    }
}
