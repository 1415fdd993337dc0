package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A person's time in a team.
 *
 * @param toAt when the person left; empty while in the team
 */
public record Member(String id, String team, String account, Role role, Instant fromAt, Optional<Instant> toAt) {
    /** What a member may do for the team. */
    public enum Role {
        LEADER,
        MEMBER
    }
}
