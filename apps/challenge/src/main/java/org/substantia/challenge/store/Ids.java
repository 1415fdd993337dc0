package org.substantia.challenge.store;

import java.util.UUID;

/** Identifiers that tell nothing and cannot be guessed. */
final class Ids {
    private Ids() {}

    static String fresh() {
        return UUID.randomUUID().toString();
    }
}
