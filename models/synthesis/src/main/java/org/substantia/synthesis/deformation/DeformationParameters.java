package org.substantia.synthesis.deformation;

import java.util.List;
import org.substantia.base.random.RandomStream;
import org.substantia.synthesis.subject.CaseSeed;

/**
 * What was drawn for one deformation; part of a case's truth. Rotations in degrees about the axes of the world through
 * the middle of the nuclei, shifts in mm.
 *
 * @param pitch rotation about x
 * @param roll rotation about y
 * @param yaw rotation about z
 * @param shiftX towards the right
 * @param shiftY to the front
 * @param shiftZ upwards
 * @param scaleX along x
 * @param scaleY along y
 * @param scaleZ along z
 * @param shearXy of x by y
 * @param shearXz of x by z
 * @param shearYz of y by z
 * @param scales the random velocity field
 * @param rightTracingShift of the right nigra's NM tracing against the rest, mm along each axis of the grid
 * @param leftTracingShift of the left one
 * @param longestMm bound of its displacement
 * @param velocitySeed seed of the velocity field
 */
public record DeformationParameters(
        double pitch,
        double roll,
        double yaw,
        double shiftX,
        double shiftY,
        double shiftZ,
        double scaleX,
        double scaleY,
        double scaleZ,
        double shearXy,
        double shearXz,
        double shearYz,
        List<DeformationSpread.Scale> scales,
        List<Double> rightTracingShift,
        List<Double> leftTracingShift,
        double longestMm,
        long velocitySeed) {
    private static final double LIMIT = 2.2;
    private static final List<Double> NONE = List.of(0.0, 0.0, 0.0);

    public DeformationParameters {
        scales = List.copyOf(scales);
        rightTracingShift = List.copyOf(rightTracingShift);
        leftTracingShift = List.copyOf(leftTracingShift);
    }

    /** The deformation of a case: normal deviates cut off at 2.2 deviations. */
    public static DeformationParameters sample(DeformationSpread spread, CaseSeed seed) {
        RandomStream random = seed.stream("deformation");
        double size = random.nextGaussian(0, spread.logScale(), LIMIT);
        return new DeformationParameters(
                random.nextGaussian(0, spread.pitchDegrees(), LIMIT),
                random.nextGaussian(0, spread.rollDegrees(), LIMIT),
                random.nextGaussian(0, spread.yawDegrees(), LIMIT),
                random.nextGaussian(0, spread.shiftMm(), LIMIT),
                random.nextGaussian(0, spread.shiftMm(), LIMIT),
                random.nextGaussian(0, spread.shiftMm(), LIMIT),
                StrictMath.exp(size + random.nextGaussian(0, spread.logAxisScale(), LIMIT)),
                StrictMath.exp(size + random.nextGaussian(0, spread.logAxisScale(), LIMIT)),
                StrictMath.exp(size + random.nextGaussian(0, spread.logAxisScale(), LIMIT)),
                random.nextGaussian(0, spread.shear(), LIMIT),
                random.nextGaussian(0, spread.shear(), LIMIT),
                random.nextGaussian(0, spread.shear(), LIMIT),
                spread.scales(),
                shift(spread, random),
                shift(spread, random),
                spread.longestMm(),
                seed.seed("velocity"));
    }

    /** Nothing moves but what the growth of nuclei moves. */
    public static DeformationParameters none() {
        return new DeformationParameters(0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, List.of(), NONE, NONE, 1, 0);
    }

    private static List<Double> shift(DeformationSpread spread, RandomStream random) {
        return spread.tracingShiftMm().stream()
                .map(sd -> random.nextGaussian(0, sd, LIMIT))
                .toList();
    }
}
