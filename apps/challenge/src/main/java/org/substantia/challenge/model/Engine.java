package org.substantia.challenge.model;

import java.time.Instant;

/** A way of scoring: a program version with its options (JSON); never edited, only replaced. */
public record Engine(String id, String programVersion, String options, String optionsSha256, Instant createdAt) {}
