package org.substantia.challenge.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.setup.Content;
import org.substantia.challenge.store.Messages;
import org.substantia.challenge.store.Store;
import org.substantia.challenge.web.page.MessageText;
import org.substantia.challenge.web.page.Texts;

/**
 * The thread that mails: every message of an inbox as a letter in its reader's language, and the letters of the outbox.
 * A letter counts as sent once the mail server took it; who is stopped in between sends it again, under the same
 * Message-ID. A mail server that is away delays letters and nothing else.
 */
public final class Postman implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int MAX_LETTERS = 50;

    /** Older messages are news no more: their readers have the inbox. */
    private static final Duration MAX_AGE = Duration.ofDays(1);

    private final Store store;
    private final MailServer server;
    private final URI baseUrl;
    private final Content content;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::loop, "postman");

    /** @param baseUrl what people type; letters link to it */
    public Postman(Store store, MailServer server, URI baseUrl) {
        this.store = store;
        this.server = server;
        this.baseUrl = baseUrl;
        this.content = Json.read(store.content(), Content.class);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void loop() {
        try {
            do {
                try {
                    round();
                } catch (RuntimeException | Error e) {
                    LOG.error("mail was not sent and will be: {}", e.toString());
                }
            } while (!stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes letters for new messages, and sends what is due. What the thread does, and tests. */
    public void round() {
        for (Messages.Notice notice :
                store.messages().notices(store.clock().instant().minus(MAX_AGE), MAX_LETTERS)) {
            write(notice);
        }
        Session session = Session.getInstance(server.properties());
        for (Messages.Letter letter : store.messages().due(MAX_LETTERS)) {
            if (stopping.getCount() == 0 || !sent(session, letter)) {
                return;
            }
        }
    }

    private void write(Messages.Notice notice) {
        Texts texts = Texts.of(notice.locale());
        Map<String, String> details = MessageText.details(texts, content, store.submissions()::find, notice.body());
        String text = MessageText.text(texts, notice.kind(), details)
                + "\n\n"
                + texts.get("mail.notice.inbox", Map.of("link", baseUrl + details.getOrDefault("link", "/inbox")));
        if (notice.kind().equals(Messages.NEWS)) {
            text += "\n" + texts.get("mail.notice.news", Map.of("link", baseUrl + "/account"));
        }
        String title = content.title().in(texts.locale());
        store.messages().mail(notice, texts.get("mail.notice.subject", Map.of("challenge", title)), text);
    }

    /** @return false when the server cannot be reached, so that the others need not be tried now */
    private boolean sent(Session session, Messages.Letter letter) {
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage message = message(session, letter);
            transport.connect(server.user().orElse(null), server.user().isPresent() ? server.password() : null);
            transport.sendMessage(message, message.getAllRecipients());
            store.messages().sent(letter.id());
            return true;
        } catch (SendFailedException | AddressException e) {
            LOG.warn("the mail server refused letter {}; it is tried again", letter.id());
            store.messages().notSent(letter);
            return true;
        } catch (MessagingException e) {
            // Its message may hold the address, which no log keeps.
            LOG.warn(
                    "letter {} was not sent by {} and is tried again: {}",
                    letter.id(),
                    server,
                    e.getClass().getSimpleName());
            store.messages().notSent(letter);
            return false;
        }
    }

    private MimeMessage message(Session session, Messages.Letter letter) throws MessagingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + letter.id() + "@" + baseUrl.getHost() + ">");
            }
        };
        message.setFrom(new InternetAddress(server.from(), true));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(letter.receiver(), true));
        message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
        message.setText(letter.body(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(store.clock().instant()));
        // Who is away does not answer a program (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        return message;
    }

    @Override
    public void close() {
        stopping.countDown();
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
