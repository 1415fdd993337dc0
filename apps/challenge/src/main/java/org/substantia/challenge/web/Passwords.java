package org.substantia.challenge.web;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

/** Passwords as Argon2id hashes, with the cost that OWASP names (19 MiB, two passes). */
public final class Passwords {
    static final int MIN_LENGTH = 10;
    static final int MAX_LENGTH = 200;
    private static final Argon2Function FUNCTION = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);
    private static final int SALT_BYTES = 16;

    /** Checked when there is no account, so that the answer takes as long. */
    private static final String DUMMY = hash("no account has this password");

    private Passwords() {}

    public static String hash(String password) {
        return Password.hash(password).addRandomSalt(SALT_BYTES).with(FUNCTION).getResult();
    }

    /** @param hash empty for an account without a password, which takes as long and never fits */
    static boolean fits(String password, String hash) {
        boolean known = hash.startsWith("$argon2");
        return Password.check(password, known ? hash : DUMMY).with(FUNCTION) && known;
    }
}
