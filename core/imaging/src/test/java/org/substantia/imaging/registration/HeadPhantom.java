package org.substantia.imaging.registration;

import java.util.Optional;
import java.util.SplittableRandom;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.transform.RigidTransform;

/** A head of ellipsoids as a function of place, so that it can be scanned anywhere without interpolation. */
final class HeadPhantom {
    private static final int PARTS = 45;
    /** By tissue: white matter, then what the parts are made of. */
    private static final double[] T1_VALUES = {100, 70, 40, 85, 60};

    private static final double[] NM_VALUES = {60, 85, 100, 70, 50};
    private static final double[] QSM_VALUES = {-20, 10, 0, 60, 120};

    /** What a scan shows. */
    enum Contrast {
        T1,
        /** Brighter where T1 is darker, but not everywhere. */
        NM,
        /** Signed, 0 outside the brain. */
        QSM
    }

    private final double[][] parts = new double[PARTS][];
    private final long seed;

    HeadPhantom(long seed) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new double[] {
                between(random, -48, 48),
                between(random, -66, 66),
                between(random, -42, 42),
                between(random, 5, 16),
                between(random, 5, 16),
                between(random, 5, 16),
                1 + random.nextInt(T1_VALUES.length - 1)
            };
        }
    }

    static double between(SplittableRandom random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /**
     * @param motion from the head's place, around the origin, to its place in the scan
     * @param noise standard deviation, as a part of the contrast
     */
    Volume scan(Geometry grid, RigidTransform motion, Contrast contrast, double noise) {
        Affine toHead = motion.toAffine().inverse().compose(grid.affine());
        SplittableRandom random =
                new SplittableRandom(31 * seed + contrast.name().hashCode());
        Volume out = Volume.zeros(grid);
        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < grid.ny(); y++) {
                for (int x = 0; x < grid.nx(); x++) {
                    Optional<Double> value = value(toHead.apply(x, y, z), contrast);
                    double shading = contrast == Contrast.QSM ? 1 : 1 + 0.08 * x / grid.nx() - 0.06 * z / grid.nz();
                    int at = grid.index(x, y, z);
                    out.data()[at] =
                            (float) (value.isEmpty() ? 0 : value.get() * shading + noise * 100 * random.nextGaussian());
                }
            }
        }
        return out;
    }

    /** Empty where the scan has no value. */
    private Optional<Double> value(double[] p, Contrast contrast) {
        double head = inside(p[0] / 70, p[1] / 92, p[2] / 80, 70);
        double brain = inside(p[0] / 60, p[1] / 82, p[2] / 68, 60);
        return switch (contrast) {
            case T1 -> Optional.of(blend(50 * head, brain, p, T1_VALUES));
            case NM -> Optional.of(blend(75 * head, brain, p, NM_VALUES));
            case QSM -> brain < 0.5 ? Optional.empty() : Optional.of(tissue(p, QSM_VALUES) + 1e-3);
        };
    }

    private double blend(double skull, double brain, double[] p, double[] values) {
        return brain == 0 ? skull : skull * (1 - brain) + brain * tissue(p, values);
    }

    private double tissue(double[] p, double[] values) {
        double value = values[0];
        for (double[] part : parts) {
            double weight = inside(
                    (p[0] - part[0]) / part[3],
                    (p[1] - part[1]) / part[4],
                    (p[2] - part[2]) / part[5],
                    Math.min(part[3], Math.min(part[4], part[5])));
            value += weight * (values[(int) part[6]] - value);
        }
        return value;
    }

    /** 1 inside an ellipsoid, 0 outside, with an edge about 2 mm wide; the place is given in radii. */
    private static double inside(double x, double y, double z, double smallestRadius) {
        double depth = (1 - Math.sqrt(x * x + y * y + z * z)) * smallestRadius;
        return Math.max(0, Math.min(1, 0.5 + depth / 2));
    }
}
