package org.substantia.report.patient;

/** What a classifier's probability comes to. */
public enum Verdict {
    PARKINSON("Parkinson\u2019s disease pattern", "Parkinson\u2019s disease"),
    HEALTHY("Healthy pattern", "healthy"),
    /** The evidence present is too little for an answer. */
    UNDETERMINED("Undetermined", "undetermined");

    private final String title;
    private final String shortTitle;

    Verdict(String title, String shortTitle) {
        this.title = title;
        this.shortTitle = shortTitle;
    }

    String title() {
        return title;
    }

    String shortTitle() {
        return shortTitle;
    }
}
