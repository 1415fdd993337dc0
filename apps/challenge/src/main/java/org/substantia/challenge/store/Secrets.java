package org.substantia.challenge.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.substantia.base.io.Sha256;

/** Tokens of 256 bits. Only their SHA-256 is stored, so that who reads the database can use none of them. */
public final class Secrets {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    public static String token() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Six decimal digits, to be typed in. */
    public static String code() {
        return String.format("%06d", RANDOM.nextInt(1_000_000));
    }

    public static String sha256(String token) {
        return new Sha256().update(token).hex();
    }

    /** Compares without telling by its duration where two texts differ. */
    public static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
