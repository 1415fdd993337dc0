package org.substantia.synthesis.deformation;

import java.util.List;
import java.util.Optional;
import org.substantia.base.random.RandomStream;
import org.substantia.synthesis.subject.CaseSeed;

/**
 * What was drawn for one deformation; part of a case's truth. Rotations in degrees about the axes of the world through
 * the middle of the nuclei, shifts in mm.
 *
 * @param rotationDegrees about each axis
 * @param shiftMm towards the right, to the front, upwards
 * @param scale along each axis
 * @param shear of one axis by another
 * @param scales the random velocity field
 * @param rightTracingShift of the right nigra's NM tracing against the rest, mm along each axis of the grid
 * @param leftTracingShift of the left one
 * @param shape whose shape is added; empty for nobody's
 * @param longestMm bound of its displacement
 * @param velocitySeed seed of the velocity field
 */
public record DeformationParameters(
        Rotation rotationDegrees,
        PerAxis shiftMm,
        PerAxis scale,
        Shear shear,
        List<DeformationSpread.Scale> scales,
        List<Double> rightTracingShift,
        List<Double> leftTracingShift,
        Optional<Shape> shape,
        double longestMm,
        long velocitySeed) {
    /** A number for each axis of the world. */
    public record PerAxis(double x, double y, double z) {}

    /**
     * How far one axis is moved by another.
     *
     * @param xy of x by y
     * @param xz of x by z
     * @param yz of y by z
     */
    public record Shear(double xy, double xz, double yz) {}

    /**
     * The shape of made-up people: two real ones mixed.
     *
     * @param factor 1 for as far from the mean as they are
     * @param seed tells who they are and how they are mixed
     */
    public record Shape(double factor, long seed) {}

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
        double size = draw(random, spread.logScale());
        Rotation rotation = new Rotation(
                draw(random, spread.rotationDegrees().pitch()),
                draw(random, spread.rotationDegrees().roll()),
                draw(random, spread.rotationDegrees().yaw()));
        PerAxis shift = new PerAxis(
                draw(random, spread.shiftMm()), draw(random, spread.shiftMm()), draw(random, spread.shiftMm()));
        PerAxis scale = new PerAxis(
                StrictMath.exp(size + draw(random, spread.logAxisScale())),
                StrictMath.exp(size + draw(random, spread.logAxisScale())),
                StrictMath.exp(size + draw(random, spread.logAxisScale())));
        Shear shear =
                new Shear(draw(random, spread.shear()), draw(random, spread.shear()), draw(random, spread.shear()));
        return new DeformationParameters(
                rotation,
                shift,
                scale,
                shear,
                spread.scales(),
                shift(spread, random),
                shift(spread, random),
                spread.shape() > 0 ? Optional.of(new Shape(spread.shape(), seed.seed("shape"))) : Optional.empty(),
                spread.longestMm(),
                seed.seed("velocity"));
    }

    /** Nothing moves but what the growth of nuclei moves. */
    public static DeformationParameters none() {
        return new DeformationParameters(
                Rotation.NONE,
                new PerAxis(0, 0, 0),
                new PerAxis(1, 1, 1),
                new Shear(0, 0, 0),
                List.of(),
                NONE,
                NONE,
                Optional.empty(),
                1,
                0);
    }

    private static double draw(RandomStream random, double sd) {
        return random.nextGaussian(0, sd, LIMIT);
    }

    private static List<Double> shift(DeformationSpread spread, RandomStream random) {
        return spread.tracingShiftMm().stream().map(sd -> draw(random, sd)).toList();
    }
}
