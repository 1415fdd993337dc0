package org.substantia.synthesis.subject;

import org.substantia.cohort.anatomy.Nucleus;

/**
 * What was drawn for one nucleus.
 *
 * @param nucleus which one
 * @param susceptibilityPpb mean in its QSM mask
 * @param nmSignal mean of the NM image in its QSM mask, 1 being the brain's mean, before the scanner's effects
 * @param volumeMm3 of its QSM mask
 */
public record NucleusParameters(Nucleus nucleus, double susceptibilityPpb, double nmSignal, double volumeMm3) {}
