package org.substantia.diagnosis.classification;

import org.substantia.cohort.subject.Diagnosis;

/** What a classifier's probability comes to. */
public enum Verdict {
    PARKINSON("Parkinson's disease"),
    HEALTHY("healthy"),
    /**
     * The evidence at hand is too little for models of its kind to be much better than a coin, or the patient unlike
     * those the model was trained on.
     */
    UNDETERMINED("undetermined");

    private final String title;

    Verdict(String title) {
        this.title = title;
    }

    /** The verdict that a label is. */
    public static Verdict of(Diagnosis diagnosis) {
        return diagnosis == Diagnosis.PARKINSON ? PARKINSON : HEALTHY;
    }

    /** The name in words. */
    public String title() {
        return title;
    }
}
