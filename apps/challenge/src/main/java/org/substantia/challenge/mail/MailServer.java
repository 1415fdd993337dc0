package org.substantia.challenge.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The server that takes our mail (SMTP, RFC 5321). {@code smtps} speaks TLS from the first byte; {@code smtp} goes over
 * to it (STARTTLS, RFC 3207) and must, unless the server is on this machine: neither a password nor a link with a token
 * goes out in clear.
 *
 * @param user empty to send without signing in
 * @param password used with the user alone
 * @param from what letters come from
 */
public record MailServer(String host, int port, boolean tls, Optional<String> user, String password, String from) {
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final int SMTP = 587;
    private static final int SMTPS = 465;
    private static final String TIMEOUT_MILLIS = "20000";

    /**
     * @param address {@code smtp://USER@HOST:PORT} or {@code smtps://USER@HOST:PORT}, user and port as they are needed
     * @throws IllegalArgumentException with one line that says what is wrong with it
     */
    public static MailServer parse(String address, String from, String password) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(address + ": is no address of a mail server", e);
        }
        boolean tls = "smtps".equals(uri.getScheme());
        if (uri.getHost() == null || (!tls && !"smtp".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    address + ": is no address of a mail server, such as smtps://user@mail.example.org:465");
        }
        try {
            new InternetAddress(from, true);
        } catch (AddressException e) {
            throw new IllegalArgumentException(from + ": is no address to send mail from", e);
        }
        int port = uri.getPort() < 0 ? (tls ? SMTPS : SMTP) : uri.getPort();
        return new MailServer(uri.getHost(), port, tls, Optional.ofNullable(uri.getUserInfo()), password, from);
    }

    /** As jakarta.mail wants to be told. */
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", String.valueOf(port));
        properties.setProperty("mail.smtp.auth", String.valueOf(user.isPresent()));
        properties.setProperty("mail.smtp.ssl.enable", String.valueOf(tls));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(!tls && !HERE.contains(host)));
        for (String kind : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.setProperty("mail.smtp." + kind, TIMEOUT_MILLIS);
        }
        return properties;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return (tls ? "smtps://" : "smtp://") + host + ":" + port;
    }
}
