package org.substantia.challenge.model;

import java.time.Instant;

/**
 * A version of a phase's truth; never edited, only replaced.
 *
 * @param sha256 of the manifest of its files
 * @param caseIds ids of the cases, one a line
 */
public record Truth(String id, String phase, String sha256, String folder, String caseIds, Instant createdAt) {}
