package org.substantia.challenge.model;

import java.time.Instant;

/** An announcement; the body is Markdown. */
public record News(String id, Instant at, String author, String title, String body) {}
