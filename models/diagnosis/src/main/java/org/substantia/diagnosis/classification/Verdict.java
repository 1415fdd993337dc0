package org.substantia.diagnosis.classification;

/** What is said of a patient. */
public enum Verdict {
    PARKINSON("Parkinson's disease"),
    HEALTHY("healthy"),
    /**
     * The evidence at hand is too little for models of its kind to be much better than a coin, or unlike all that the
     * model knows.
     */
    UNDETERMINED("undetermined");

    private final String title;

    Verdict(String title) {
        this.title = title;
    }

    /** The name in words. */
    public String title() {
        return title;
    }
}
