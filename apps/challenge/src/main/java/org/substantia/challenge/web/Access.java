package org.substantia.challenge.web;

/** Who may use a route. What exists but is not theirs looks to others as if it did not exist. */
enum Access {
    /** Everyone. */
    PUBLIC,
    /** Who has signed in. */
    ACCOUNT,
    /** A member of a team whose address is confirmed. */
    MEMBER,
    ORGANIZER
}
