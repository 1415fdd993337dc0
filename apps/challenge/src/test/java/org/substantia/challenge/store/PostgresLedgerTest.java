package org.substantia.challenge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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

    /** A server has tables of others, too; the challenge's are in its own schema. */
    @Test
    void aTableOfThatNameInAnotherSchemaIsNoChallenge() throws Exception {
        String url = url();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create schema crm");
            statement.execute("create table crm.challenge (id integer)");
            statement.execute("insert into crm.challenge values (1)");
        }

        assertThat(Database.holdsChallenge(url)).isFalse();
        try (Database database = Database.open(url)) {
            assertThat(database.isSqlite()).isFalse();
        }
        assertThat(Database.holdsChallenge(url)).isFalse();
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
