package org.substantia.challenge.rules;

import java.util.Map;
import java.util.TreeMap;

/**
 * The rules do not allow what was asked for. Nothing was changed. The reason is a code that every language has a text
 * for; details fill the text in.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        NOT_FOUND,
        EMAIL_NOT_CONFIRMED,
        NO_TEAM,
        TEAM_NOT_APPROVED,
        AGREEMENT_NOT_SIGNED,
        PHASE_NOT_OPEN,
        ATTEMPTS_USED_UP,
        ATTEMPTS_USED_TODAY,
        ATTEMPTS_USED_THIS_MONTH,
        TOO_MANY_REJECTED,
        TOO_MANY_UPLOADS,
        FILE_TOO_LARGE,
        DISK_FULL,
        MEMORY_SHORT,
        METHOD_INCOMPLETE,
        PAPER_MISSING,
        NOT_A_PDF,
        WRONG_OFFSET,
        UPLOAD_BUSY,
        CHECKSUM_DIFFERS,
        WRONG_STATE,
        NAME_TAKEN,
        NAME_EMPTY,
        ALREADY_IN_A_TEAM,
        ALREADY_COMPETED,
        MEMBERS_FROZEN,
        NAME_FROZEN,
        NOT_THE_LEADER,
        CHOICE_CLOSED,
        WINDOW_ENDS_BEFORE_IT_BEGINS,
        WINDOW_CLOSES_EARLIER,
        REASON_MISSING,
        PHASE_FROZEN,
        SUBMISSIONS_FROZEN,
        NOT_ALL_SCORED,
        SECOND_ORGANIZER_NEEDED,
        STILL_OPEN,
        TOKEN_INVALID,
        TOO_MANY_TRIES,
        INVALID_INPUT
    }

    private final Reason reason;
    private final transient Map<String, String> details;

    public RefusedException(Reason reason) {
        this(reason, Map.of());
    }

    /** @param details what the text of the reason fills in */
    public RefusedException(Reason reason, Map<String, String> details) {
        super(reason + (details.isEmpty() ? "" : " " + new TreeMap<>(details)));
        this.reason = reason;
        this.details = Map.copyOf(details);
    }

    public Reason reason() {
        return reason;
    }

    public Map<String, String> details() {
        return details;
    }
}
