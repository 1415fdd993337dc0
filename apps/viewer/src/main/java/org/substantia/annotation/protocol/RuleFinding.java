package org.substantia.annotation.protocol;

import org.substantia.cohort.anatomy.Nucleus;

/**
 * A rule that a drawing does not keep.
 *
 * @param rule which
 * @param nucleus of which nucleus
 * @param message what is and what should be, for the person who draws
 */
public record RuleFinding(Rule rule, Nucleus nucleus, String message) {}
