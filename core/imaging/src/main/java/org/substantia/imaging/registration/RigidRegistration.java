package org.substantia.imaging.registration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.substantia.base.numeric.QuasiNewton;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.transform.RigidTransform;

/**
 * Finds the rigid motion of a head between two scans of any contrast: the one with the largest normalized mutual
 * information, from coarse to fine, starting from the headers' alignment. Immutable and safe to share; the result is
 * the same on any number of threads.
 *
 * <p>The images may lie on any grids. They are compared at points around the head of the image that shows the smaller
 * part of the world, so a slab is searched for in a whole head whichever of them is fixed. Voxels that are not finite
 * count as not measured. So do the zeros of an image with many negative values and many exact zeros, such as a
 * susceptibility map outside its brain mask, unless a mask says where the image was measured.
 *
 * <p>A motion is returned only when it is plausible and clearly better than none. Otherwise the result is the identity,
 * and its {@link RegistrationQuality} says why.
 *
 * <pre>{@code
 * RegistrationResult result = RigidRegistration.of(RegistrationOptions.defaults()).register(t1, nm, workers);
 * Volume nmOnT1 = Resampler.onto(t1.geometry()).through(result.transform().toAffine()).apply(nm, workers);
 * }</pre>
 */
public final class RigidRegistration {
    private static final int LEVELS = 3;
    /** Starts of the coarsest search, along and about each axis. */
    private static final double[] START_MM = {-12, 0, 12};

    private static final double[] START_DEGREES = {-8, 0, 8};
    /** Three values of each of six parameters. */
    private static final int STARTS = 729;

    /** Starts that are followed up, in addition to the headers' alignment. */
    private static final int FOLLOWED = 12;

    /** Plausible motions of the coarsest search that are followed up, beside the best of all. */
    private static final int FOLLOWED_FURTHER = 4;
    /** Far enough that what anatomy a wrong motion happens to match there is chance. */
    private static final double FAR_MM = 15;

    private static final double FAR_DEGREES = 10;
    /** Points a voxel at coarse levels, where voxels are few. */
    private static final int POINTS_PER_VOXEL = 2;

    /** A motion must keep this part of the overlap that the headers' alignment has. */
    private static final double KEPT_OVERLAP = 0.6;

    private final RegistrationOptions options;

    private RigidRegistration(RegistrationOptions options) {
        this.options = Objects.requireNonNull(options, "options");
    }

    public static RigidRegistration of(RegistrationOptions options) {
        return new RigidRegistration(options);
    }

    /** Of images that show where they were not measured by their values. */
    public RegistrationResult register(Volume fixed, Volume moving, Workers workers) {
        return register(fixed, Optional.empty(), moving, Optional.empty(), workers);
    }

    /**
     * @param fixedMask where the fixed image has values, on its grid
     * @param movingMask where the moving image has values, on its grid
     * @throws IllegalArgumentException if a mask has another size than its image
     */
    public RegistrationResult register(
            Volume fixed, Optional<Mask> fixedMask, Volume moving, Optional<Mask> movingMask, Workers workers) {
        checkSize(fixed, fixedMask);
        checkSize(moving, movingMask);
        double[] spacings = new double[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            spacings[level] = options.finestMm() * (1 << level);
        }
        ImageLevel[] a = ImageLevel.pyramid(fixed, fixedMask, spacings, workers);
        ImageLevel[] b = ImageLevel.pyramid(moving, movingMask, spacings, workers);
        boolean swapped = b[0].measuredMm3() < a[0].measuredMm3();
        return new Search(swapped ? b : a, swapped ? a : b, swapped, workers).run();
    }

    private static void checkSize(Volume volume, Optional<Mask> mask) {
        Geometry g = volume.geometry();
        if (mask.isPresent() && !g.sameSize(mask.get().geometry())) {
            throw new IllegalArgumentException("the mask of a volume of " + g.describe() + " has "
                    + mask.get().geometry().describe());
        }
    }

    /** One registration. */
    private final class Search {
        private final ImageLevel[] still;
        private final ImageLevel[] moved;
        private final boolean swapped;
        private final Workers workers;
        private final double[] center;
        private double leverMm = 1;
        private int evaluations;

        /**
         * @param still where the points lie
         * @param swapped whether the still image is the caller's moving one
         */
        Search(ImageLevel[] still, ImageLevel[] moved, boolean swapped, Workers workers) {
            this.still = still;
            this.moved = moved;
            this.swapped = swapped;
            this.workers = workers;
            this.center = centroid(still[LEVELS - 1]);
        }

        RegistrationResult run() {
            double[] none = new double[6];
            // Other points than the search sees, so that a motion gains nothing by fitting them.
            Optional<SamplePoints> unseen = points(0, options.seed() + 1);
            if (unseen.isEmpty() || moved[0].isFlat()) {
                return unchanged(RegistrationQuality.NOT_COMPARABLE);
            }
            leverMm = unseen.get().radius();
            MutualInformation information = new MutualInformation(
                    unseen.get(), moved[0], options.bins(), options.minOverlap(), leverMm, workers);
            double before = information.value(none);
            if (before == 0) {
                return unchanged(RegistrationQuality.NOT_COMPARABLE);
            }
            Optional<double[]> best = search(Math.max(options.minOverlap(), KEPT_OVERLAP * information.overlap(none)));
            return best.isEmpty()
                    ? unchanged(RegistrationQuality.NOT_COMPARABLE)
                    : assess(information, before, best.get());
        }

        private RegistrationResult assess(MutualInformation information, double before, double[] best) {
            double after = information.value(best);
            RigidTransform found = information.transform(best);
            double distinctness = (after - 1) / chance(information, best);
            boolean better = after - before > options.minGain() * (before - 1);
            RegistrationQuality quality = RegistrationQuality.ALIGNED;
            if (distinctness < options.minDistinctness()) {
                quality = RegistrationQuality.AMBIGUOUS;
            } else if (!better) {
                quality = RegistrationQuality.HEADERS_SUFFICE;
            } else if (!isPlausible(found)) {
                quality = RegistrationQuality.IMPLAUSIBLE_MOTION;
            }
            RigidTransform callers = swapped ? found.inverse() : found;
            double overlap = information.overlap(best);
            evaluations += information.evaluations();
            return new RegistrationResult(
                    quality == RegistrationQuality.ALIGNED ? callers : RigidTransform.identity(),
                    callers,
                    quality,
                    before,
                    after,
                    distinctness,
                    overlap,
                    evaluations);
        }

        /** The mean excess of information over 1 far from a peak; not below a trace, so that it can divide. */
        private double chance(MutualInformation information, double[] peak) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < 12; i++) {
                double[] p = peak.clone();
                double far = i % 6 < 3 ? Math.toRadians(FAR_DEGREES) * leverMm : FAR_MM;
                p[i % 6] += i < 6 ? far : -far;
                double value = information.value(p);
                if (value > 0) {
                    sum += value - 1;
                    count++;
                }
            }
            return Math.max(1e-6, count == 0 ? 0 : sum / count);
        }

        private boolean isPlausible(RigidTransform motion) {
            return motion.shiftMm() <= options.maxShiftMm() && motion.angleDegrees() <= options.maxDegrees();
        }

        private RegistrationResult unchanged(RegistrationQuality quality) {
            RigidTransform identity = RigidTransform.identity();
            return new RegistrationResult(identity, identity, quality, 1, 1, 0, 0, evaluations);
        }

        private Optional<double[]> search(double minOverlap) {
            List<double[]> starts = List.of();
            for (int level = LEVELS - 1; level >= 0; level--) {
                Optional<SamplePoints> points = points(level, options.seed());
                if (points.isEmpty() || moved[level].isFlat()) {
                    return Optional.empty();
                }
                MutualInformation information =
                        new MutualInformation(points.get(), moved[level], options.bins(), minOverlap, leverMm, workers);
                if (level == LEVELS - 1) {
                    starts = coarseStarts(information);
                }
                double spacing = options.finestMm() * (1 << level);
                QuasiNewton climber = new QuasiNewton(information, spacing, spacing / 200);
                List<QuasiNewton.Peak> peaks = new ArrayList<>();
                for (double[] start : starts) {
                    peaks.add(climber.climb(start));
                }
                evaluations += information.evaluations();
                starts = best(peaks, 1);
                if (level == LEVELS - 1) {
                    // Coarse images of the brain alone match anything at the rim: their ranking is not to be relied on.
                    peaks.removeIf(peak -> !isPlausible(information.transform(peak.parameters())));
                    starts = new ArrayList<>(starts);
                    starts.addAll(best(peaks, FOLLOWED_FURTHER));
                }
            }
            return starts.stream().findFirst();
        }

        /** The headers' alignment and the most promising places around it. */
        private List<double[]> coarseStarts(MutualInformation information) {
            List<QuasiNewton.Peak> seen = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                double[] p = new double[6];
                int digits = i;
                for (int axis = 0; axis < 6; axis++) {
                    p[axis] = axis < 3 ? Math.toRadians(START_DEGREES[digits % 3]) * leverMm : START_MM[digits % 3];
                    digits /= 3;
                }
                seen.add(new QuasiNewton.Peak(p, information.value(p)));
            }
            List<double[]> starts = new ArrayList<>(best(seen, FOLLOWED));
            starts.add(new double[6]);
            return starts;
        }

        /** The highest peaks, those that lie on one another taken once. */
        private List<double[]> best(List<QuasiNewton.Peak> peaks, int count) {
            List<double[]> out = new ArrayList<>();
            peaks.stream()
                    .sorted(Comparator.comparingDouble(QuasiNewton.Peak::value).reversed())
                    .filter(peak -> peak.value() > 0)
                    .map(QuasiNewton.Peak::parameters)
                    .forEach(p -> {
                        if (out.size() < count && out.stream().noneMatch(q -> distance(p, q) < options.finestMm())) {
                            out.add(p);
                        }
                    });
            return out;
        }

        private Optional<SamplePoints> points(int level, long seed) {
            int wanted = Math.min(
                    options.samples(), POINTS_PER_VOXEL * still[level].region().count());
            return SamplePoints.of(still[level], wanted, options.bins(), center, seed);
        }
    }

    private static double distance(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += (p[i] - q[i]) * (p[i] - q[i]);
        }
        return Math.sqrt(sum);
    }

    /** Of the region, in mm; the origin when it is empty. */
    private static double[] centroid(ImageLevel level) {
        Geometry g = level.geometry();
        long[] sum = new long[3];
        int count = 0;
        for (int z = 0; z < g.nz(); z++) {
            for (int y = 0; y < g.ny(); y++) {
                for (int x = 0; x < g.nx(); x++) {
                    if (level.region().contains(x, y, z)) {
                        sum[0] += x;
                        sum[1] += y;
                        sum[2] += z;
                        count++;
                    }
                }
            }
        }
        return count == 0
                ? new double[3]
                : g.affine().apply((double) sum[0] / count, (double) sum[1] / count, (double) sum[2] / count);
    }
}
