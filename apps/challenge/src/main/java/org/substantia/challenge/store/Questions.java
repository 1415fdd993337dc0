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
import org.substantia.challenge.model.Post;
import org.substantia.challenge.model.Question;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/** Questions and answers: those that everybody reads, and one thread of each submission. */
public final class Questions extends Table {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MAX_A_DAY = 20;

    private final Messages messages;

    Questions(Database database, Messages messages, Audit audit, Clock clock) {
        super(database, audit, clock);
        this.messages = messages;
    }

    /**
     * Asks before everybody; the organizers are told.
     *
     * @throws RefusedException if the address is not confirmed, or too much was written today
     */
    public Question ask(Account account, String title, String body) {
        return database.write(handle -> {
            String id = insert(handle, Optional.empty(), account, title);
            post(handle, id, account, body);
            Question asked = find(handle, id).orElseThrow();
            if (!account.organizer()) {
                messages.toOrganizers(handle, "question", Map.of("title", title, "link", "/questions/" + id));
            }
            return asked;
        });
    }

    /** Writes to a question that everybody reads. Who asked is told, and the organizers are. */
    public void answer(String question, Account account, String body) {
        database.write(handle -> {
            Question found = find(handle, question)
                    .filter(q -> q.submission().isEmpty() && !q.hidden())
                    .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            post(handle, question, account, body);
            Map<String, String> details = Map.of("title", found.title(), "link", "/questions/" + question);
            if (!found.account().equals(account.id())) {
                messages.toAccount(handle, found.account(), "answered", Json.text(details));
            }
            if (!account.organizer()) {
                messages.toOrganizers(handle, "question", details);
            }
            return null;
        });
    }

    /** Writes to the thread of a submission: as one of its team to the organizers, as an organizer to its team. */
    public void write(Submission submission, Account account, String body) {
        database.write(handle -> {
            String question = ofSubmission(handle, submission.id())
                    .map(Question::id)
                    .orElseGet(() -> insert(handle, Optional.of(submission.id()), account, ""));
            post(handle, question, account, body);
            Map<String, String> details = Map.of("submission", submission.id());
            if (account.organizer()) {
                messages.toTeam(handle, submission.team(), "written", details);
            } else {
                messages.toOrganizers(handle, "written", details);
            }
            return null;
        });
    }

    private String insert(Handle handle, Optional<String> submission, Account account, String title) {
        String id = Ids.fresh();
        handle.createUpdate("insert into question (id, submission, account, at, title) values (:id, :submission, "
                        + ":account, :now, :title)")
                .bind("id", id)
                .bind("submission", submission.orElse(null))
                .bind("account", account.id())
                .bind("now", now())
                .bind("title", title)
                .execute();
        return id;
    }

    private void post(Handle handle, String question, Account account, String body) {
        if (!account.confirmed()) {
            throw new RefusedException(Reason.EMAIL_NOT_CONFIRMED);
        }
        int today = handle.createQuery("select count(*) from post where account = :account and at > :since")
                .bind("account", account.id())
                .bind("since", now().minus(DAY))
                .mapTo(Integer.class)
                .one();
        if (today >= MAX_A_DAY && !account.organizer()) {
            throw new RefusedException(Reason.TOO_MANY_TRIES);
        }
        handle.createUpdate(
                        "insert into post (id, question, account, at, body) values (:id, :question, :account, :now, "
                                + ":body)")
                .bind("id", Ids.fresh())
                .bind("question", question)
                .bind("account", account.id())
                .bind("now", afterThePostsOf(handle, question))
                .bind("body", body)
                .execute();
    }

    /** Now, or a millisecond after the newest post: identifiers are random, so only the time puts posts in order. */
    private Instant afterThePostsOf(Handle handle, String question) {
        Instant now = now();
        return handle.createQuery("select at from post where question = :question order by at desc limit 1")
                .bind("question", question)
                .mapTo(Instant.class)
                .findOne()
                .map(newest -> newest.plusMillis(1))
                .filter(now::isBefore)
                .orElse(now);
    }

    /** Takes a question from the page, or puts it back. */
    public void setHidden(String question, boolean hidden, String reason, String organizer) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.REASON_MISSING);
        }
        database.write(handle -> {
            int rows = handle.createUpdate("update question set hidden = :hidden where id = :id and submission is null")
                    .bind("hidden", hidden ? 1 : 0)
                    .bind("id", question)
                    .execute();
            if (rows == 0) {
                throw new RefusedException(Reason.NOT_FOUND);
            }
            audit.add(
                    handle,
                    organizer,
                    hidden ? "hide question" : "show question",
                    "question " + question,
                    "",
                    "",
                    reason);
            return null;
        });
    }

    /**
     * A question in the list.
     *
     * @param title empty once who asked is erased
     * @param byOrganizers whether an organizer answered
     */
    public record Entry(String id, String title, Instant at, boolean hidden, int answers, boolean byOrganizers) {}

    /** What everybody reads, the newest first; those that are hidden among them. */
    public List<Entry> open() {
        // Who asked wrote the first post, which is no answer.
        return database.read(handle -> handle.createQuery("select q.id, q.title, q.at, q.hidden, count(*) - 1 as "
                        + "answers, sum(a.organizer) - max(asker.organizer) as by_organizers from question q join post "
                        + "p on p.question = q.id join account a on a.id = p.account join account asker on asker.id = "
                        + "q.account where q.submission is null group by q.id, q.title, q.at, q.hidden order by q.at "
                        + "desc, q.id limit 500")
                .mapTo(Entry.class)
                .list());
    }

    public Optional<Question> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    private static Optional<Question> find(Handle handle, String id) {
        return handle.createQuery("select * from question where id = :id")
                .bind("id", id)
                .mapTo(Question.class)
                .findOne();
    }

    public Optional<Question> ofSubmission(String submission) {
        return database.read(handle -> ofSubmission(handle, submission));
    }

    private static Optional<Question> ofSubmission(Handle handle, String submission) {
        return handle.createQuery("select * from question where submission = :submission")
                .bind("submission", submission)
                .mapTo(Question.class)
                .findOne();
    }

    /** What was written to a question, the oldest first. */
    public List<Post> posts(String question) {
        return database.read(handle -> handle.createQuery("select p.id, p.account, p.at, p.body, a.organizer, "
                        + "coalesce(t.name, '') as team from post p join account a on a.id = p.account left join "
                        + "member m on m.account = p.account and m.to_at is null left join team t on t.id = m.team "
                        + "where p.question = :question order by p.at, p.id")
                .bind("question", question)
                .mapTo(Post.class)
                .list());
    }

    /** All that a person wrote, the oldest first. */
    public List<String> writtenBy(String account) {
        return database.read(handle -> handle.createQuery("select body from post where account = :account order by at")
                .bind("account", account)
                .mapTo(String.class)
                .list());
    }
}
