package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.Member;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.rules.NameKey;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/** Teams and who is in them. */
public final class Teams extends Table {
    private static final Duration INVITATION = Duration.ofDays(14);

    Teams(Database database, Audit audit, Clock clock) {
        super(database, audit, clock);
    }

    /**
     * Founds a team with its founder as leader.
     *
     * @param approved whether it may compete at once, without a decision of the organizers
     */
    public Team create(String account, String name, String affiliation, String authors, boolean approved) {
        return database.write(handle -> {
            requireFree(handle, account);
            Team team = insert(handle, name, Team.Kind.COMPETITOR, affiliation, authors, approved, account);
            join(handle, team.id(), account, Member.Role.LEADER);
            return team;
        });
    }

    /** A team of the organizers, shown unranked; its leader stays an organizer. */
    public Team createUnranked(String organizer, String name, Team.Kind kind, String affiliation) {
        return database.write(handle -> {
            requireFree(handle, organizer);
            Team team = insert(handle, name, kind, affiliation, "", true, organizer);
            join(handle, team.id(), organizer, Member.Role.LEADER);
            return team;
        });
    }

    private Team insert(
            Handle handle,
            String name,
            Team.Kind kind,
            String affiliation,
            String authors,
            boolean approved,
            String actor) {
        String id = Ids.fresh();
        String shown = name.strip();
        handle.createUpdate("insert into team (id, name, name_key, kind, state, affiliation, authors, created_at) "
                        + "values (:id, :name, :key, :kind, :state, :affiliation, :authors, :now)")
                .bind("id", id)
                .bind("name", shown)
                .bind("key", freeKey(handle, shown, ""))
                .bind("kind", kind)
                .bind("state", approved ? Team.State.APPROVED : Team.State.PENDING)
                .bind("affiliation", affiliation)
                .bind("authors", authors)
                .bind("now", now())
                .execute();
        recordName(handle, id, shown);
        audit.add(handle, actor, "create team", "team " + id, "", shown, "");
        return find(handle, id).orElseThrow();
    }

    private void recordName(Handle handle, String team, String name) {
        handle.createUpdate("insert into team_name (team, name, from_at) values (:team, :name, :now)")
                .bind("team", team)
                .bind("name", name)
                .bind("now", now())
                .execute();
    }

    private static String freeKey(Handle handle, String name, String own) {
        String key = NameKey.of(name);
        if (key.isEmpty()) {
            throw new RefusedException(Reason.NAME_EMPTY);
        }
        boolean taken = handle.createQuery("select count(*) from team where name_key = :key and id <> :own")
                        .bind("key", key)
                        .bind("own", own)
                        .mapTo(Integer.class)
                        .one()
                > 0;
        if (taken) {
            throw new RefusedException(Reason.NAME_TAKEN);
        }
        return key;
    }

    /** Renames; the old names stay on record. No longer possible once a test phase has closed. */
    public void rename(String team, String name, String actor) {
        database.write(handle -> {
            Team old = find(handle, team).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            requireNotFrozen(handle, Reason.NAME_FROZEN);
            String shown = name.strip();
            handle.createUpdate("update team set name = :name, name_key = :key where id = :id")
                    .bind("name", shown)
                    .bind("key", freeKey(handle, shown, team))
                    .bind("id", team)
                    .execute();
            recordName(handle, team, shown);
            audit.add(handle, actor, "rename team", "team " + team, old.name(), shown, "");
            return null;
        });
    }

    /** The authors named beside the team. */
    public void setAuthors(String team, String authors, String actor) {
        database.write(handle -> {
            Team old = find(handle, team).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            handle.createUpdate("update team set authors = :authors where id = :id")
                    .bind("authors", authors)
                    .bind("id", team)
                    .execute();
            audit.add(handle, actor, "name authors", "team " + team, old.authors(), authors, "");
            return null;
        });
    }

    /** Once a phase that demands a description of the method has closed, names and members stay. */
    private void requireNotFrozen(Handle handle, Reason reason) {
        boolean frozen = handle.createQuery("select count(*) from phase p join phase_window w on w.phase = p.slug "
                                + "where p.method_required = 1 and w.kind = 'SUBMISSION' and w.to_at <= :now and "
                                + "w.seq = (select max(seq) from phase_window x where x.phase = p.slug and "
                                + "x.kind = 'SUBMISSION')")
                        .bind("now", now())
                        .mapTo(Integer.class)
                        .one()
                > 0;
        if (frozen) {
            throw new RefusedException(reason);
        }
    }

    /**
     * A person has one team; who has competed with one cannot get fresh attempts with another. What the team used after
     * the person had left, and what was given back, does not count.
     */
    private void requireFree(Handle handle, String account) {
        if (memberOf(handle, account).isPresent()) {
            throw new RefusedException(Reason.ALREADY_IN_A_TEAM);
        }
        int attempts = handle.createQuery("select count(*) from member m join attempt a on a.team = m.team "
                        + "where m.account = :account and a.kind = 'RESERVE' and a.at <= m.to_at and not exists "
                        + "(select 1 from attempt r where r.submission = a.submission and r.kind = 'RELEASE')")
                .bind("account", account)
                .mapTo(Integer.class)
                .one();
        if (attempts > 0) {
            throw new RefusedException(Reason.ALREADY_COMPETED);
        }
    }

    private void join(Handle handle, String team, String account, Member.Role role) {
        handle.createUpdate("insert into member (id, team, account, role, from_at) values (:id, :team, :account, "
                        + ":role, :now)")
                .bind("id", Ids.fresh())
                .bind("team", team)
                .bind("account", account)
                .bind("role", role)
                .bind("now", now())
                .execute();
        audit.add(handle, account, "join team", "team " + team, "", role.name(), "");
    }

    /** @return a token for one person, bound to the address */
    public String invite(String team, String email, String actor) {
        String token = Secrets.token();
        database.write(handle -> {
            requireNotFrozen(handle, Reason.MEMBERS_FROZEN);
            handle.createUpdate("insert into token (sha256, kind, subject, created_at, expires_at) values (:sha256, "
                            + "'invite', :subject, :now, :expires)")
                    .bind("sha256", Secrets.sha256(token))
                    .bind("subject", team + " " + Account.emailKey(email))
                    .bind("now", now())
                    .bind("expires", now().plus(INVITATION))
                    .execute();
            audit.add(handle, actor, "invite", "team " + team, "", "", "");
            return null;
        });
        return token;
    }

    /**
     * Takes an invitation; it holds once, for the address it was made for.
     *
     * @throws RefusedException if it does not hold, the person is in a team, or members are frozen
     */
    public Team accept(String token, String account, String email) {
        return database.write(handle -> {
            Optional<String> subject = handle.createQuery("select subject from token where sha256 = :sha256 and "
                            + "kind = 'invite' and used_at is null and expires_at > :now")
                    .bind("sha256", Secrets.sha256(token))
                    .bind("now", now())
                    .mapTo(String.class)
                    .findOne();
            if (subject.isEmpty()
                    || !Secrets.same(subject.get().substring(subject.get().indexOf(' ') + 1), email)) {
                throw new RefusedException(Reason.TOKEN_INVALID);
            }
            requireNotFrozen(handle, Reason.MEMBERS_FROZEN);
            requireFree(handle, account);
            String team = subject.get().substring(0, subject.get().indexOf(' '));
            handle.createUpdate("update token set used_at = :now where sha256 = :sha256")
                    .bind("now", now())
                    .bind("sha256", Secrets.sha256(token))
                    .execute();
            Uploads.lockTeam(handle, team);
            // Whoever takes an invitation after all have left is not to be in a team that nobody leads.
            join(handle, team, account, hasLeader(handle, team) ? Member.Role.MEMBER : Member.Role.LEADER);
            return find(handle, team).orElseThrow();
        });
    }

    private static boolean hasLeader(Handle handle, String team) {
        return members(handle, team).stream().anyMatch(m -> m.role() == Member.Role.LEADER);
    }

    /** A member leaves or is removed by the leader. Where the leader goes, the one who is longest in the team leads. */
    public void remove(String team, String account, String actor) {
        database.write(handle -> {
            requireNotFrozen(handle, Reason.MEMBERS_FROZEN);
            if (memberOf(handle, account).filter(m -> m.team().equals(team)).isEmpty()) {
                throw new RefusedException(Reason.NOT_FOUND);
            }
            leave(handle, account, actor);
            return null;
        });
    }

    /** Ends a person's time in a team, if there is one, and sees to it that those who stay have a leader. */
    void leave(Handle handle, String account, String actor) {
        Optional<Member> found = memberOf(handle, account);
        if (found.isEmpty()) {
            return;
        }
        String team = found.get().team();
        // Two who leave at once must not make each other the leader.
        Uploads.lockTeam(handle, team);
        handle.createUpdate("update member set to_at = :now where account = :account and to_at is null")
                .bind("now", now())
                .bind("account", account)
                .execute();
        audit.add(handle, actor, "leave team", "team " + team, "account " + account, "", "");
        List<Member> left = members(handle, team);
        if (!left.isEmpty() && !hasLeader(handle, team)) {
            Member next = left.get(0);
            handle.createUpdate("update member set role = :role where id = :id")
                    .bind("role", Member.Role.LEADER)
                    .bind("id", next.id())
                    .execute();
            audit.add(
                    handle,
                    actor,
                    "lead team",
                    "team " + team,
                    "account " + account,
                    "account " + next.account(),
                    "the leader left");
        }
    }

    /** Admits, refuses, disqualifies or restores a team; a note is told in public. */
    public void decide(String team, Team.State state, String note, String actor) {
        database.write(handle -> {
            Team old = find(handle, team).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            if (state != Team.State.APPROVED && note.isBlank()) {
                throw new RefusedException(Reason.REASON_MISSING);
            }
            handle.createUpdate("update team set state = :state, note = :note, decided_by = :by, decided_at = :now "
                            + "where id = :id")
                    .bind("state", state)
                    .bind("note", note)
                    .bind("by", actor)
                    .bind("now", now())
                    .bind("id", team)
                    .execute();
            audit.add(
                    handle, actor, "decide on team", "team " + team, old.state().name(), state.name(), note);
            return null;
        });
    }

    public Optional<Team> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    static Optional<Team> find(Handle handle, String id) {
        return handle.createQuery("select * from team where id = :id")
                .bind("id", id)
                .mapTo(Team.class)
                .findOne();
    }

    /** @throws RefusedException if there is no such team, or organizers have not let it in */
    static void requireApproved(Handle handle, String id) {
        Team team = find(handle, id).orElseThrow(() -> new RefusedException(RefusedException.Reason.NO_TEAM));
        if (team.state() != Team.State.APPROVED) {
            throw new RefusedException(RefusedException.Reason.TEAM_NOT_APPROVED);
        }
    }

    public Optional<Member> memberOf(String account) {
        return database.read(handle -> memberOf(handle, account));
    }

    private static Optional<Member> memberOf(Handle handle, String account) {
        return handle.createQuery("select * from member where account = :account and to_at is null")
                .bind("account", account)
                .mapTo(Member.class)
                .findOne();
    }

    /** Who is in the team, the longest first. */
    public List<Member> members(String team) {
        return database.read(handle -> members(handle, team));
    }

    private static List<Member> members(Handle handle, String team) {
        return handle.createQuery("select * from member where team = :team and to_at is null order by from_at, id")
                .bind("team", team)
                .mapTo(Member.class)
                .list();
    }

    public List<Team> all() {
        return database.read(handle -> handle.createQuery("select * from team order by created_at")
                .mapTo(Team.class)
                .list());
    }

    public List<String> formerNames(String team) {
        return database.read(
                handle -> handle.createQuery("select name from team_name where team = :team order by from_at")
                        .bind("team", team)
                        .mapTo(String.class)
                        .list());
    }
}
