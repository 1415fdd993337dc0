package org.substantia.cohort.anatomy;

import org.substantia.base.json.Spelled;

/** A deep gray matter structure, both sides together, in the order of the challenge's labels. */
public enum Structure implements Spelled {
    CN("caudate nucleus", 1.0),
    PUT("putamen", 1.0),
    GP("globus pallidus", 1.0),
    /** Labeled, but not scored by the challenge. */
    TH("thalamus", 0.0),
    STN("subthalamic nucleus", 1.2),
    SN("substantia nigra", 1.5),
    RN("red nucleus", 1.1),
    DN("dentate nucleus", 1.0);

    private final String title;
    private final double qsmWeight;

    Structure(String title, double qsmWeight) {
        this.title = title;
        this.qsmWeight = qsmWeight;
    }

    /** The name in words. */
    public String title() {
        return title;
    }

    /** The short name as the challenge spells it: {@code CN}, {@code Put}, {@code GP}, ... */
    public String symbol() {
        return this == PUT ? "Put" : name();
    }

    /** Weight of the structure in the QSM part of the challenge's score; 0 where it is not scored. */
    public double qsmWeight() {
        return qsmWeight;
    }

    @Override
    public String spelling() {
        return symbol();
    }
}
