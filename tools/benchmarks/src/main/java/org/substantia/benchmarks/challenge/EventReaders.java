package org.substantia.benchmarks.challenge;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** People who watch uploads of their teams, as the page of an upload does. */
final class EventReaders {
    private static final String EVENTS = "text/event-stream";

    private final LoadOptions options;
    private final Submitters submitters;
    private final ServerUnderLoad server;
    private final HttpClient client = Connections.open();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private volatile boolean stop;

    EventReaders(LoadOptions options, Submitters submitters, ServerUnderLoad server) {
        this.options = options;
        this.submitters = submitters;
        this.server = server;
    }

    /** What ends from now on is not lost. */
    void stop() {
        stop = true;
    }

    int open() {
        return open.get();
    }

    int lost() {
        return lost.get();
    }

    int events() {
        return events.get();
    }

    /** Lets them come, one after another. */
    void run() {
        int readers = options.readers();
        try {
            for (int i = 0; i < readers && !stop; i++) {
                List<Map.Entry<String, String>> known =
                        List.copyOf(submitters.acknowledged().entrySet());
                if (known.isEmpty()) {
                    Thread.sleep(50);
                    i--;
                    continue;
                }
                Map.Entry<String, String> one = known.get(i % known.size());
                HttpRequest request = HttpRequest.newBuilder(server.uri("/uploads/" + one.getValue() + "/events"))
                        .header("Authorization", "Bearer " + one.getKey())
                        .header("Accept", EVENTS)
                        .build();
                var unused = client.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                        .whenComplete((answer, fault) -> {
                            if (fault == null) {
                                listen(answer);
                            } else {
                                lost.incrementAndGet();
                            }
                        });
                // They come within half a minute.
                Thread.sleep(30_000 / readers);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(HttpResponse<Stream<String>> answer) {
        if (answer.statusCode() != 200) {
            lost.incrementAndGet();
            return;
        }
        open.incrementAndGet();
        Thread listener = new Thread(() -> {
            try (Stream<String> lines = answer.body()) {
                lines.filter(line -> line.startsWith("data:")).forEach(line -> events.incrementAndGet());
            } catch (RuntimeException e) {
                // It ended, which is counted below.
            }
            if (!stop) {
                lost.incrementAndGet();
            }
        });
        listener.setDaemon(true);
        listener.start();
    }
}
