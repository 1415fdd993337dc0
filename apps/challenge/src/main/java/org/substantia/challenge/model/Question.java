package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A question with its answers.
 *
 * @param submission whose team and the organizers alone read it; empty where everybody does
 * @param account who asked
 * @param title empty for a submission's, and once who asked is erased
 * @param hidden whether organizers took it from the page
 */
public record Question(
        String id, Optional<String> submission, String account, Instant at, String title, boolean hidden) {}
