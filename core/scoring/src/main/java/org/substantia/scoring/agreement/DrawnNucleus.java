package org.substantia.scoring.agreement;

import java.util.OptionalDouble;

/**
 * What one rater's drawing of a nucleus amounts to.
 *
 * @param volumeMm3 its volume
 * @param meanValue mean of the image over its voxels (ppb in a susceptibility map); empty when nothing was drawn or
 *     nothing of it was measured
 */
public record DrawnNucleus(double volumeMm3, OptionalDouble meanValue) {}
