package org.substantia.challenge.store;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** {@link LedgerTest} on PostgreSQL, which is started for it; skipped where it is not installed. */
@Tag("slow")
class PostgresLedgerTest extends LedgerTest {
    private static Optional<PostgresServer> server = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
        Assumptions.assumeTrue(server.isPresent(), "PostgreSQL is not installed");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    @Override
    String url() {
        try {
            return server.orElseThrow()
                    .freshDatabase("c" + UUID.randomUUID().toString().replace("-", ""));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
