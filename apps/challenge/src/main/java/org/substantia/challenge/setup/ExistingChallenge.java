package org.substantia.challenge.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;

/** Opens what is there; where no challenge is, none is made. */
public final class ExistingChallenge {
    private ExistingChallenge() {}

    /**
     * Opens a challenge and brings its tables up to this version of the program.
     *
     * @param databaseUrl empty for the SQLite file in the data folder
     * @param lease how long a worker holds what it claimed without a sign of life
     * @throws IOException if there is no challenge, or its database cannot be reached; nothing is written then
     */
    public static Store open(DataFolder data, Optional<String> databaseUrl, Clock clock, Duration lease)
            throws IOException {
        if (!Files.isDirectory(data.path())) {
            throw none(data.path().toString(), "is no folder");
        }
        String url = databaseUrl.orElse(data.sqliteUrl());
        if (!Database.holdsChallenge(url)) {
            // What stands behind the question mark may be a password.
            throw none(
                    databaseUrl
                            .map(text -> text.split("\\?", 2)[0])
                            .orElse(data.path().toString()),
                    "holds no challenge");
        }
        return new Store(Database.open(url), clock, lease);
    }

    private static IOException none(String where, String what) {
        return new IOException(where + ": " + what + "; make one with \"substantia challenge create challenge.yaml\"");
    }
}
