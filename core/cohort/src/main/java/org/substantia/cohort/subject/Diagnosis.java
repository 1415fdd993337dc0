package org.substantia.cohort.subject;

import java.util.Optional;

/** What the challenge asks of a patient: Parkinson's disease or not. */
public enum Diagnosis {
    HEALTHY(0, "healthy"),
    PARKINSON(1, "Parkinson's disease");

    private final int label;
    private final String title;

    Diagnosis(int label, String title) {
        this.label = label;
        this.title = title;
    }

    /** The label in tables and result files: 0 or 1. */
    public int label() {
        return label;
    }

    /** The name in words. */
    public String title() {
        return title;
    }

    /** Reads {@code 0} or {@code 1}, also as {@code 0.0} and {@code 1.0}; empty for anything else. */
    public static Optional<Diagnosis> parse(String text) {
        return switch (text.strip()) {
            case "0", "0.0" -> Optional.of(HEALTHY);
            case "1", "1.0" -> Optional.of(PARKINSON);
            default -> Optional.empty();
        };
    }
}
