package org.substantia.challenge.web.visit;

/** Who may use a route. What exists but is not theirs looks to others as if it did not exist. */
public enum Access {
    /** Everyone. */
    PUBLIC,
    /** Who has signed in. */
    ACCOUNT,
    /** A member of a team whose address is confirmed. */
    MEMBER,
    ORGANIZER
}
