package org.substantia.synthesis.population;

/** Whether the scanner predicts the diagnosis, which a sound classifier must not use. */
public enum Confounding {
    /** Site and diagnosis are independent. */
    NONE,
    /** Most patients come from the second site, most healthy persons from the first. */
    ALIGNED,
    /** The other way round: a classifier that learnt {@link #ALIGNED} does worse than chance by the scanner. */
    REVERSED
}
