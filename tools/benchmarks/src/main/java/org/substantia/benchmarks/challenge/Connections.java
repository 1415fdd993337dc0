package org.substantia.benchmarks.challenge;

import java.net.http.HttpClient;
import java.time.Duration;

/** HTTP clients as the people of a load have them. */
final class Connections {
    /** How long an answer is waited for. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Connections() {}

    /** People do not share connections: who uploads does not hold up who reads. */
    static HttpClient open() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }
}
