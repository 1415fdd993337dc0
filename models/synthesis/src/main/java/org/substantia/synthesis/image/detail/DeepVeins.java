package org.substantia.synthesis.image.detail;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.synthesis.image.labels.RenderClass;

/**
 * The internal cerebral veins over the third ventricle, the terminal veins along the caudates and the basal veins, all
 * of which end in the vein of Galen behind the thalamus.
 */
final class DeepVeins {
    /** A vein shows where fluid or white matter is; through nuclei it has no way. */
    private static final Set<RenderClass> WAYS = EnumSet.of(
            RenderClass.CSF,
            RenderClass.VENTRICLE,
            RenderClass.CHOROID_PLEXUS,
            RenderClass.VEIN,
            RenderClass.WHITE_MATTER);

    /** Where the veins of both sides meet. */
    private static final Waypoint GALEN = new Waypoint(0, 0, -23, 1);

    private static final List<Waypoint> INTERNAL_CEREBRAL = List.of(
            new Waypoint(1.3, 0, 14, 6),
            new Waypoint(1, 0, 5, 9.5),
            new Waypoint(1, 0, -8, 8),
            new Waypoint(0.8, 0, -17, 4),
            GALEN);
    private static final List<Waypoint> BASAL =
            List.of(new Waypoint(0, 13, 2, -15), new Waypoint(0, 14, -10, -12), new Waypoint(0, 7, -20, -5), GALEN);
    private static final List<Waypoint> STRAIGHT_SINUS =
            List.of(GALEN, new Waypoint(0, 0, -28, 4), new Waypoint(0, 0, -33, 5));
    private static final double STRAIGHT_SINUS_RADIUS_MM = 1.3;

    /**
     * A place on a vein, relative to the point midway between the thalami.
     *
     * @param gaps sideways in multiples of the gap between the internal cerebral veins and the midline
     * @param lateralMm away from the midline beyond that
     * @param anteriorMm to the front
     * @param superiorMm upwards
     */
    private record Waypoint(double gaps, double lateralMm, double anteriorMm, double superiorMm) {
        double[] place(double[] thalami, int side, double gap) {
            return new double[] {
                thalami[0] + gaps * gap + side * lateralMm, thalami[1] + anteriorMm, thalami[2] + superiorMm
            };
        }
    }

    private final AnatomyProbe anatomy;
    private final RandomStream random;
    private final double[] thalami;

    DeepVeins(AnatomyProbe anatomy, RandomStream random) {
        this.anatomy = anatomy;
        this.random = random;
        this.thalami = anatomy.middle(Structure.TH);
    }

    void addTo(Droplets veins) {
        double rightX = anatomy.center(Structure.TH, Side.RIGHT)[0];
        double leftX = anatomy.center(Structure.TH, Side.LEFT)[0];
        for (int side = -1; side <= 1; side += 2) {
            double gap = side * (1.2 + 0.8 * random.nextDouble());
            double[][] internal = places(INTERNAL_CEREBRAL, side, gap);
            addVein(veins, internal, 0.75 + 0.2 * random.nextDouble());
            Side anatomical = side < 0 == rightX < leftX ? Side.RIGHT : Side.LEFT;
            double[][] terminal = terminal(anatomy.center(Structure.CN, anatomical), internal[0]);
            addVein(veins, terminal, 0.4 + 0.15 * random.nextDouble());
            addVein(veins, places(BASAL, side, gap), 0.5 + 0.15 * random.nextDouble());
        }
        addVein(veins, places(STRAIGHT_SINUS, 0, 0), STRAIGHT_SINUS_RADIUS_MM);
    }

    private double[][] places(List<Waypoint> way, int side, double gap) {
        return way.stream().map(point -> point.place(thalami, side, gap)).toArray(double[][]::new);
    }

    private double[][] terminal(double[] caudate, double[] end) {
        double middle = thalami[0];
        return new double[][] {
            {caudate[0] * 0.75 + middle * 0.25, caudate[1] - 14, caudate[2] + 8},
            {caudate[0] * 0.65 + middle * 0.35, caudate[1] - 6, caudate[2] + 3},
            end
        };
    }

    /** A smooth, slightly wavy tube through places (Catmull and Rom). */
    private void addVein(Droplets veins, double[][] way, double radius) {
        double[] wobble = anatomy.randomDirection();
        for (int i = 0; i + 1 < way.length; i++) {
            double[] a = way[Math.max(0, i - 1)];
            double[] b = way[i];
            double[] c = way[i + 1];
            double[] d = way[Math.min(way.length - 1, i + 2)];
            double length = Math.sqrt(
                    (c[0] - b[0]) * (c[0] - b[0]) + (c[1] - b[1]) * (c[1] - b[1]) + (c[2] - b[2]) * (c[2] - b[2]));
            int steps = Math.max(1, (int) Math.round(length / Droplets.STEP_MM));
            for (int s = 0; s < steps; s++) {
                double t = s / (double) steps;
                double wave = Math.sin(0.35 * (i * 20 + s));
                double[] p = new double[3];
                for (int axis = 0; axis < 3; axis++) {
                    p[axis] = spline(a[axis], b[axis], c[axis], d[axis], t) + 0.5 * wobble[axis] * wave;
                }
                if (anatomy.classAt(p).filter(WAYS::contains).isPresent()) {
                    veins.addTube(p, radius, random);
                }
            }
        }
    }

    private static double spline(double a, double b, double c, double d, double t) {
        return 0.5 * (2 * b + t * (c - a) + t * t * (2 * a - 5 * b + 4 * c - d) + t * t * t * (3 * b - a - 3 * c + d));
    }
}
