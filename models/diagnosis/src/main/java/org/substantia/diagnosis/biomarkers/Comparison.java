package org.substantia.diagnosis.biomarkers;

/** How a biomarker compares the sides of a structure. */
public enum Comparison {
    /** Not at all: the value of one side, the mean of both, or that of a whole image. */
    NONE,
    /** The size of the difference of the sides, as the catalog defines it. */
    ASYMMETRY,
    /** Right minus left; a feature that classifiers derive. */
    DIFFERENCE,
    /** How far the difference of the sides lies from its usual one, without sign; a feature that classifiers derive. */
    UNUSUAL_DIFFERENCE,
    /**
     * How far the sides differ, over several biomarkers together, along the direction in which patients differ from
     * healthy persons; a feature that classifiers derive.
     */
    LATERALITY
}
