package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.Message;
import org.substantia.challenge.model.News;

/**
 * Messages to people and news to all. Every message stands in the inbox on the site, so nobody needs mail to go on;
 * where there is a mail server, who has a confirmed address gets it by mail too, through the outbox. No message holds a
 * score.
 */
public final class Messages extends Table {
    /** The kind of message that people may keep out of their mail. */
    public static final String NEWS = "news";

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final int MAX_TRIES = 10;

    Messages(Database database, Audit audit, Clock clock) {
        super(database, audit, clock);
    }

    /** @param details JSON of what the text of the kind fills in */
    void toAccount(Handle handle, String account, String kind, String details) {
        handle.createUpdate("insert into message (id, account, at, kind, subject, body) values (:id, :account, :now, "
                        + ":kind, '', :body)")
                .bind("id", Ids.fresh())
                .bind("account", account)
                .bind("now", now())
                .bind("kind", kind)
                .bind("body", details)
                .execute();
    }

    void toTeam(Handle handle, String team, String kind, Map<String, String> details) {
        List<String> members = handle.createQuery("select account from member where team = :team and to_at is null")
                .bind("team", team)
                .mapTo(String.class)
                .list();
        members.forEach(account -> toAccount(handle, account, kind, Json.text(details)));
    }

    void toOrganizers(Handle handle, String kind, Map<String, String> details) {
        List<String> organizers = handle.createQuery("select id from account where organizer = 1 and erased_at is null")
                .mapTo(String.class)
                .list();
        organizers.forEach(account -> toAccount(handle, account, kind, Json.text(details)));
    }

    /** To everybody whose address is confirmed. */
    void toEveryone(Handle handle, String kind, Map<String, String> details) {
        List<String> accounts = handle.createQuery(
                        "select id from account where email_confirmed_at is not null and erased_at is null")
                .mapTo(String.class)
                .list();
        String body = Json.text(details);
        accounts.forEach(account -> toAccount(handle, account, kind, body));
    }

    public void toOrganizers(String kind, Map<String, String> details) {
        database.write(handle -> {
            toOrganizers(handle, kind, details);
            return null;
        });
    }

    /** To every organizer who has not had just this before. */
    public void toOrganizersOnce(String kind, Map<String, String> details) {
        database.write(handle -> {
            String body = Json.text(details);
            handle.createQuery("select id from account where organizer = 1 and erased_at is null and not exists "
                            + "(select 1 from message m where m.account = account.id and m.kind = :kind and "
                            + "m.body = :body)")
                    .bind("kind", kind)
                    .bind("body", body)
                    .mapTo(String.class)
                    .list()
                    .forEach(account -> toAccount(handle, account, kind, body));
            return null;
        });
    }

    /** Writes to every member of a team. */
    public void write(String team, String subject, String body, String organizer) {
        database.write(handle -> {
            toTeam(handle, team, "letter", Map.of("subject", subject, "body", body));
            audit.add(handle, organizer, "write", "team " + team, "", subject, "");
            return null;
        });
    }

    /** The newest first. */
    public List<Message> inbox(String account) {
        return database.read(handle -> handle.createQuery(
                        "select * from message where account = :account order by at desc limit 200")
                .bind("account", account)
                .mapTo(Message.class)
                .list());
    }

    public int unread(String account) {
        return database.read(handle -> handle.createQuery(
                        "select count(*) from message where account = :account and read_at is null")
                .bind("account", account)
                .mapTo(Integer.class)
                .one());
    }

    public void markRead(String account) {
        database.write(handle -> handle.createUpdate(
                        "update message set read_at = :now where account = :account and read_at is null")
                .bind("now", now())
                .bind("account", account)
                .execute());
    }

    public void publishNews(String title, String body, Account author) {
        database.write(handle -> {
            String id = Ids.fresh();
            handle.createUpdate(
                            "insert into news (id, at, author, title, body) values (:id, :now, :author, :title, :body)")
                    .bind("id", id)
                    .bind("now", now())
                    .bind("author", author.name())
                    .bind("title", title)
                    .bind("body", body)
                    .execute();
            toEveryone(handle, NEWS, Map.of("title", title, "body", body, "link", "/news"));
            audit.add(handle, author.id(), "publish news", "news " + id, "", title, "");
            return null;
        });
    }

    /** The newest first. */
    public List<News> news() {
        return database.read(handle -> handle.createQuery("select * from news order by at desc limit 100")
                .mapTo(News.class)
                .list());
    }

    /**
     * A message that is to be mailed, too.
     *
     * @param receiver a confirmed address
     * @param locale of its reader
     * @param body JSON of what the text of its kind fills in
     */
    public record Notice(String id, String receiver, String locale, String kind, String body) {}

    /** Messages since an instant that were not put into the outbox yet, the oldest first. */
    public List<Notice> notices(Instant since, int limit) {
        return database.read(handle -> handle.createQuery("select m.id, a.email, a.locale, m.kind, m.body from message "
                        + "m join account a on a.id = m.account where m.mailed_at is null and m.at >= :since and "
                        + "a.email_confirmed_at is not null and a.erased_at is null and (m.kind <> :news or "
                        + "a.news_by_mail = 1) order by m.at, m.id limit :limit")
                .bind("since", since)
                .bind("news", NEWS)
                .bind("limit", limit)
                .map((rs, c) ->
                        new Notice(rs.getString(1), rs.getString(2), rs.getString(3), rs.getString(4), rs.getString(5)))
                .list());
    }

    /** Puts a message into the outbox, once. */
    public void mail(Notice notice, String subject, String body) {
        database.write(handle -> {
            int rows = handle.createUpdate("update message set mailed_at = :now where id = :id and mailed_at is null")
                    .bind("now", now())
                    .bind("id", notice.id())
                    .execute();
            if (rows == 1) {
                mail(handle, notice.receiver(), subject, body);
            }
            return null;
        });
    }

    /** A letter that waits to be mailed. */
    public record Letter(
            String id, String receiver, String subject, String body, int tries, Optional<Instant> sentAt) {}

    /** Puts a letter into the outbox. Line ends are taken out of addresses and subjects. */
    public void mail(String receiver, String subject, String body) {
        database.write(handle -> {
            mail(handle, receiver, subject, body);
            return null;
        });
    }

    private void mail(Handle handle, String receiver, String subject, String body) {
        handle.createUpdate("insert into outbox (id, receiver, subject, body, at, next_at) values (:id, :receiver, "
                        + ":subject, :body, :now, :now)")
                .bind("id", Ids.fresh())
                .bind("receiver", oneLine(receiver))
                .bind("subject", oneLine(subject))
                .bind("body", body)
                .bind("now", now())
                .execute();
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}]+", " ").strip();
    }

    /** Letters that are due. */
    public List<Letter> due(int limit) {
        return database.read(handle -> handle.createQuery("select id, receiver, subject, body, tries, sent_at from "
                        + "outbox where sent_at is null and next_at <= :now and tries < :max order by next_at limit "
                        + ":limit")
                .bind("now", now())
                .bind("max", MAX_TRIES)
                .bind("limit", limit)
                .map((rs, c) -> letter(rs))
                .list());
    }

    /** The newest letters, sent or not. */
    public List<Letter> outbox(int limit) {
        return database.read(handle -> handle.createQuery(
                        "select id, receiver, subject, body, tries, sent_at from outbox order by at desc limit :limit")
                .bind("limit", limit)
                .map((rs, c) -> letter(rs))
                .list());
    }

    private static Letter letter(java.sql.ResultSet rs) throws java.sql.SQLException {
        long sent = rs.getLong("sent_at");
        Optional<Instant> sentAt = rs.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(sent));
        return new Letter(
                rs.getString("id"),
                rs.getString("receiver"),
                rs.getString("subject"),
                rs.getString("body"),
                rs.getInt("tries"),
                sentAt);
    }

    public void sent(String letter) {
        database.write(handle -> handle.createUpdate(
                        "update outbox set sent_at = :now, tries = tries + 1, body = '' " + "where id = :id")
                .bind("now", now())
                .bind("id", letter)
                .execute());
    }

    /** Not delivered: tried again, each time after twice as long. */
    public void notSent(Letter letter) {
        database.write(
                handle -> handle.createUpdate("update outbox set tries = tries + 1, next_at = :next where id = :id")
                        .bind("next", now().plus(FIRST_RETRY.multipliedBy(1L << letter.tries())))
                        .bind("id", letter.id())
                        .execute());
    }
}
