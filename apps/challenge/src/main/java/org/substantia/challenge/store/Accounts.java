package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.rules.NameKey;
import org.substantia.challenge.rules.RefusedException;

/** People, their sessions and tokens. */
public final class Accounts extends Table {
    private static final Duration SESSION = Duration.ofDays(14);
    private static final Duration CONFIRMATION = Duration.ofDays(2);
    private static final Duration RESET = Duration.ofHours(2);
    private static final Duration API = Duration.ofDays(180);
    private static final int MAX_CODE_TRIES = 10;

    private final Teams teams;

    Accounts(Database database, Teams teams, Audit audit, Clock clock) {
        super(database, audit, clock);
        this.teams = teams;
    }

    /** What a person tells on registering. */
    public record Registration(
            String email,
            String name,
            String affiliation,
            String country,
            String purpose,
            String passwordHash,
            String locale,
            String zone) {}

    /** What proves that a person reads the mail of an address: a link's token, or a code to be typed in. */
    public record Confirmation(String account, String token, String code) {}

    /** @return empty when the address has an account already, which the caller must not tell */
    public Optional<Confirmation> register(Registration r, boolean organizer) {
        return database.write(handle -> {
            String email = Account.emailKey(r.email());
            if (byEmail(handle, email).isPresent()) {
                return Optional.empty();
            }
            String id = Ids.fresh();
            handle.createUpdate("insert into account (id, email, name, affiliation, country, purpose, password_hash, "
                            + "locale, zone, organizer, created_at) values (:id, :email, :name, :affiliation, "
                            + ":country, :purpose, :hash, :locale, :zone, :organizer, :now)")
                    .bind("id", id)
                    .bind("email", email)
                    .bind("name", r.name())
                    .bind("affiliation", r.affiliation())
                    .bind("country", r.country())
                    .bind("purpose", r.purpose())
                    .bind("hash", r.passwordHash())
                    .bind("locale", r.locale())
                    .bind("zone", r.zone())
                    .bind("organizer", organizer ? 1 : 0)
                    .bind("now", now())
                    .execute();
            audit.add(handle, id, "register", "account " + id, "", "", "");
            return Optional.of(confirmation(handle, id));
        });
    }

    private Confirmation confirmation(Handle handle, String account) {
        // A new code is no fresh start for who guesses: tries carry over, with the instant since when they count.
        Optional<Tried> tried = handle.createQuery("select tries, created_at from token where account = :account and "
                        + "kind = 'code' and tries > 0 and created_at > :since")
                .bind("account", account)
                .bind("since", now().minus(CONFIRMATION))
                .map((rs, c) -> new Tried(rs.getInt("tries"), Instant.ofEpochMilli(rs.getLong("created_at"))))
                .findOne();
        handle.createUpdate("delete from token where account = :account and kind in ('confirm', 'code')")
                .bind("account", account)
                .execute();
        String token = Secrets.token();
        String code = Secrets.code();
        insertToken(handle, token, Optional.of(account), "confirm", "", CONFIRMATION);
        // A code has too few digits to be looked up by its hash alone: it is bound to the account.
        insertToken(handle, account + code, Optional.of(account), "code", "", CONFIRMATION);
        tried.ifPresent(old -> handle.createUpdate("update token set tries = :tries, created_at = :since where account "
                        + "= :account and kind = 'code'")
                .bind("tries", old.tries())
                .bind("since", old.since())
                .bind("account", account)
                .execute());
        return new Confirmation(account, token, code);
    }

    /** Wrong codes. */
    private record Tried(int tries, Instant since) {}

    /** A new link and code; the old ones no longer hold. */
    public Confirmation newConfirmation(String account) {
        return database.write(handle -> confirmation(handle, account));
    }

    private void insertToken(
            Handle handle, String token, Optional<String> account, String kind, String subject, Duration life) {
        handle.createUpdate("insert into token (sha256, account, kind, subject, created_at, expires_at) values "
                        + "(:sha256, :account, :kind, :subject, :now, :expires)")
                .bind("sha256", Secrets.sha256(token))
                .bind("account", account.orElse(null))
                .bind("kind", kind)
                .bind("subject", subject)
                .bind("now", now())
                .bind("expires", now().plus(life))
                .execute();
    }

    /** Uses a token up; empty when it is unknown, used or too old. */
    private Optional<Token> use(Handle handle, String token, String kind) {
        Optional<Token> found = find(handle, token, kind);
        int used = handle.createUpdate("update token set used_at = :now where sha256 = :sha256 and used_at is null")
                .bind("now", now())
                .bind("sha256", Secrets.sha256(token))
                .execute();
        return used == 1 ? found : Optional.empty();
    }

    private Optional<Token> find(Handle handle, String token, String kind) {
        return handle.createQuery("select account, subject from token where sha256 = :sha256 and kind = :kind "
                        + "and used_at is null and expires_at > :now")
                .bind("sha256", Secrets.sha256(token))
                .bind("kind", kind)
                .bind("now", now())
                .map((rs, c) -> new Token(Optional.ofNullable(rs.getString("account")), rs.getString("subject")))
                .findOne();
    }

    private record Token(Optional<String> account, String subject) {}

    /** @throws RefusedException if the token does not hold */
    public String confirmByLink(String token) {
        return database.write(handle -> {
            String account = use(handle, token, "confirm")
                    .flatMap(Token::account)
                    .orElseThrow(() -> new RefusedException(RefusedException.Reason.TOKEN_INVALID));
            confirm(handle, account, account, "link");
            return account;
        });
    }

    /** @throws RefusedException if the code does not hold, or too many were tried */
    public void confirmByCode(String account, String code) {
        boolean confirmed = database.write(handle -> {
            int allowed = handle.createUpdate("update token set tries = tries + 1 where account = :account "
                            + "and kind = 'code' and used_at is null and tries < :max")
                    .bind("account", account)
                    .bind("max", MAX_CODE_TRIES)
                    .execute();
            if (allowed == 1 && use(handle, account + code.strip(), "code").isPresent()) {
                confirm(handle, account, account, "code");
                return true;
            }
            return false;
        });
        if (!confirmed) {
            throw new RefusedException(RefusedException.Reason.TOKEN_INVALID);
        }
    }

    /** An organizer vouches for the address. */
    public void confirmByHand(String account, String organizer) {
        database.write(handle -> {
            confirm(handle, account, organizer, "by hand");
            return null;
        });
    }

    private void confirm(Handle handle, String account, String actor, String how) {
        handle.createUpdate("update account set email_confirmed_at = :now where id = :id and email_confirmed_at is "
                        + "null")
                .bind("now", now())
                .bind("id", account)
                .execute();
        audit.add(handle, actor, "confirm address", "account " + account, "", "", how);
    }

    public Optional<Account> find(String id) {
        return database.read(handle -> handle.createQuery("select * from account where id = :id")
                .bind("id", id)
                .mapTo(Account.class)
                .findOne());
    }

    public Optional<Account> findByEmail(String email) {
        return database.read(handle -> byEmail(handle, Account.emailKey(email)));
    }

    private static Optional<Account> byEmail(Handle handle, String email) {
        return handle.createQuery("select * from account where email = :email and erased_at is null")
                .bind("email", email)
                .mapTo(Account.class)
                .findOne();
    }

    public List<Account> all() {
        return database.read(
                handle -> handle.createQuery("select * from account where erased_at is null order by created_at")
                        .mapTo(Account.class)
                        .list());
    }

    public List<Account> organizers() {
        return database.read(handle -> handle.createQuery(
                        "select * from account where organizer = 1 and erased_at is null order by created_at")
                .mapTo(Account.class)
                .list());
    }

    /** A signed-in browser. */
    public record Session(Account account, String csrf) {}

    /** @return the token for the cookie */
    public String openSession(String account, String agent) {
        String token = Secrets.token();
        database.write(handle -> {
            handle.createUpdate("delete from session where expires_at <= :now")
                    .bind("now", now())
                    .execute();
            handle.createUpdate("insert into session (token_sha256, account, csrf, created_at, seen_at, expires_at, "
                            + "agent) values (:sha256, :account, :csrf, :now, :now, :expires, :agent)")
                    .bind("sha256", Secrets.sha256(token))
                    .bind("account", account)
                    .bind("csrf", Secrets.token())
                    .bind("now", now())
                    .bind("expires", now().plus(SESSION))
                    .bind("agent", agent)
                    .execute();
            return null;
        });
        return token;
    }

    public Optional<Session> session(String token) {
        return database.read(handle -> {
            Optional<String[]> row = handle.createQuery(
                            "select account, csrf from session where token_sha256 = :sha256 and expires_at > :now")
                    .bind("sha256", Secrets.sha256(token))
                    .bind("now", now())
                    .map((rs, c) -> new String[] {rs.getString("account"), rs.getString("csrf")})
                    .findOne();
            return row.flatMap(r -> handle.createQuery("select * from account where id = :id and erased_at is null")
                    .bind("id", r[0])
                    .mapTo(Account.class)
                    .findOne()
                    .map(account -> new Session(account, r[1])));
        });
    }

    public void closeSession(String token) {
        database.write(handle -> handle.createUpdate("delete from session where token_sha256 = :sha256")
                .bind("sha256", Secrets.sha256(token))
                .execute());
    }

    /** A new password ends every session of the account, its API tokens and its links for a new password. */
    public void setPassword(String account, String passwordHash) {
        database.write(handle -> {
            setPassword(handle, account, passwordHash);
            return null;
        });
    }

    private void setPassword(Handle handle, String account, String passwordHash) {
        handle.createUpdate("update account set password_hash = :hash where id = :id")
                .bind("hash", passwordHash)
                .bind("id", account)
                .execute();
        handle.createUpdate("delete from session where account = :id")
                .bind("id", account)
                .execute();
        handle.createUpdate("delete from token where account = :id and kind in ('api', 'reset')")
                .bind("id", account)
                .execute();
        audit.add(handle, account, "set password", "account " + account, "", "", "");
    }

    /** @return the token for a link by which the password can be set anew */
    public String resetToken(String account) {
        String token = Secrets.token();
        database.write(handle -> {
            insertToken(handle, token, Optional.of(account), "reset", "", RESET);
            return null;
        });
        return token;
    }

    /** @throws RefusedException if the token does not hold */
    public void resetPassword(String token, String passwordHash) {
        database.write(handle -> {
            String account = use(handle, token, "reset")
                    .flatMap(Token::account)
                    .orElseThrow(() -> new RefusedException(RefusedException.Reason.TOKEN_INVALID));
            setPassword(handle, account, passwordHash);
            return null;
        });
    }

    /** @return a token with which programs act for the account */
    public String apiToken(String account) {
        String token = Secrets.token();
        database.write(handle -> {
            insertToken(handle, token, Optional.of(account), "api", "", API);
            audit.add(handle, account, "make API token", "account " + account, "", "", "");
            return null;
        });
        return token;
    }

    public Optional<Account> accountOfApiToken(String token) {
        return database.read(handle -> find(handle, token, "api").flatMap(Token::account))
                .flatMap(this::find)
                .filter(account -> account.erasedAt().isEmpty());
    }

    /** Ends all API tokens of the account. */
    public void revokeApiTokens(String account) {
        database.write(handle -> handle.createUpdate("delete from token where account = :id and kind = 'api'")
                .bind("id", account)
                .execute());
    }

    public void setPreferences(String account, String locale, String zone, boolean newsByMail) {
        database.write(handle -> handle.createUpdate(
                        "update account set locale = :locale, zone = :zone, news_by_mail = :news where id = :id")
                .bind("locale", locale)
                .bind("zone", zone)
                .bind("news", newsByMail ? 1 : 0)
                .bind("id", account)
                .execute());
    }

    /** Takes everything that names the person out of every table; what the team achieved stays under the team. */
    public void erase(String account, String actor) {
        database.write(handle -> {
            for (String sql : new String[] {
                "delete from outbox where lower(receiver) = (select email from account where id = :id)",
                // The subject is the team's id, a blank, and the address.
                "delete from token where kind = 'invite' and substr(subject, 38) = (select email from account where "
                        + "id = :id)"
            }) {
                handle.createUpdate(sql).bind("id", account).execute();
            }
            handle.createUpdate("update account set email = :gone, name = '', affiliation = '', country = '', "
                            + "purpose = '', password_hash = '', erased_at = :now where id = :id")
                    .bind("gone", "erased:" + account)
                    .bind("now", now())
                    .bind("id", account)
                    .execute();
            for (String sql : new String[] {
                "delete from session where account = :id",
                "delete from token where account = :id",
                "delete from message where account = :id",
                "update post set body = '' where account = :id",
                "update question set title = '' where account = :id"
            }) {
                handle.createUpdate(sql).bind("id", account).execute();
            }
            teams.leave(handle, account, actor);
            audit.add(handle, actor, "erase", "account " + account, "", "", "");
            return null;
        });
    }

    /** Accounts that may be of one person, since their names are the same. A person decides. */
    public List<List<Account>> likelyDuplicates() {
        Map<String, List<Account>> byName = new TreeMap<>();
        for (Account account : all()) {
            String key = NameKey.of(account.name());
            byName.computeIfAbsent(key, k -> new ArrayList<>()).add(account);
        }
        return byName.values().stream().filter(same -> same.size() > 1).toList();
    }
}
