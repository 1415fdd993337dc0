package org.substantia.scoring.fusion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;

/**
 * How well every rater agrees with a truth that is estimated from all of them together: STAPLE (S. K. Warfield et al.,
 * "Simultaneous truth and performance level estimation", IEEE TMI 23, 2004) for one structure. The figures show a rater
 * who draws unlike the others. The mask is not meant as a consensus. Of two raters it may be what both drew, or what
 * either drew: where they drew equally much, what one of them drew alone belongs to the structure with a probability of
 * a half, and rounding decides. One bad rater of five can inflate it by a third.
 *
 * <p>Expectation maximization as in {@code itk::STAPLEImageFilter}: it starts from the share of raters at every voxel,
 * the prior is the mean of these shares, and it ends when no figure changes by more than 1e-7. Voxels that the same
 * raters drew are taken together, so that the cost does not grow with the grid.
 *
 * @param sensitivities for every rater the share of the estimated truth that the rater drew (p)
 * @param specificities for every rater the share of the background left free (q); it depends on how much background is
 *     looked at
 * @param weightSum the sum over all voxels of the probability that they belong to the structure
 * @param mask where that probability is at least a half
 * @param iterations until convergence
 */
public record Staple(
        List<Double> sensitivities, List<Double> specificities, double weightSum, Mask mask, int iterations) {
    private static final int MIN_RATERS = 2;
    private static final int MAX_ITERATIONS = 100_000;
    private static final double SQUARED_CHANGE = 1e-14;

    public Staple {
        sensitivities = List.copyOf(sensitivities);
        specificities = List.copyOf(specificities);
    }

    /** All voxels that were drawn by the same raters. */
    private static final class Pattern {
        private final boolean[] drawn;
        private long voxels;
        private double weight;

        Pattern(boolean[] drawn) {
            this.drawn = drawn;
            for (boolean by : drawn) {
                weight += by ? 1.0 / drawn.length : 0;
            }
        }
    }

    /**
     * On the smallest box that holds all drawings, as is usual; empty when nobody drew anything, or all drew the whole
     * box.
     *
     * @throws IllegalArgumentException if there are fewer than two drawings or more than 62
     * @throws org.substantia.scoring.segmentation.GridMismatchException if the drawings differ in size
     */
    public static Optional<Staple> of(List<Mask> drawings) {
        Geometry grid = Drawings.grid(drawings, MIN_RATERS);
        return Drawings.box(drawings).flatMap(box -> onWholeGrid(
                        drawings.stream().map(d -> d.crop(box)).toList())
                .map(staple -> staple.inGrid(grid, box)));
    }

    private Staple inGrid(Geometry grid, BoundingBox box) {
        return new Staple(sensitivities, specificities, weightSum, Drawings.inGrid(grid, box, mask), iterations);
    }

    /** With every voxel of the grid taken into account. */
    static Optional<Staple> onWholeGrid(List<Mask> drawings) {
        Geometry grid = Drawings.grid(drawings, MIN_RATERS);
        if (drawings.size() > 62) {
            throw new IllegalArgumentException("at most 62 drawings can be compared, not " + drawings.size());
        }
        Map<Long, Pattern> patterns = new HashMap<>();
        for (int i = 0; i < grid.voxelCount(); i++) {
            long key = key(drawings, i);
            patterns.computeIfAbsent(key, k -> new Pattern(drawnBy(k, drawings.size()))).voxels++;
        }
        double prior =
                patterns.values().stream().mapToDouble(p -> p.voxels * p.weight).sum() / grid.voxelCount();
        return prior > 0 && prior < 1 ? Optional.of(estimate(drawings, patterns, prior)) : Optional.empty();
    }

    private static long key(List<Mask> drawings, int voxel) {
        long key = 0;
        for (int rater = 0; rater < drawings.size(); rater++) {
            key |= drawings.get(rater).contains(voxel) ? 1L << rater : 0;
        }
        return key;
    }

    private static boolean[] drawnBy(long key, int raters) {
        boolean[] drawn = new boolean[raters];
        for (int rater = 0; rater < raters; rater++) {
            drawn[rater] = (key >> rater & 1) == 1;
        }
        return drawn;
    }

    private static Staple estimate(List<Mask> drawings, Map<Long, Pattern> patterns, double prior) {
        int raters = drawings.size();
        double[] p = new double[raters];
        double[] q = new double[raters];
        int iteration = 0;
        boolean moving = true;
        while (moving && iteration < MAX_ITERATIONS) {
            moving = iteration == 0;
            for (int rater = 0; rater < raters; rater++) {
                double formerP = p[rater];
                double formerQ = q[rater];
                maximize(patterns, rater, p, q);
                moving |= square(p[rater] - formerP) > SQUARED_CHANGE || square(q[rater] - formerQ) > SQUARED_CHANGE;
            }
            patterns.values().forEach(pattern -> expect(pattern, prior, p, q));
            iteration++;
        }
        byte[] mask = new byte[drawings.get(0).voxels().length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (patterns.get(key(drawings, i)).weight >= 0.5 ? 1 : 0);
        }
        double sum = patterns.values().stream()
                .mapToDouble(pattern -> pattern.voxels * pattern.weight)
                .sum();
        return new Staple(list(p), list(q), sum, new Mask(drawings.get(0).geometry(), mask), iteration);
    }

    private static void maximize(Map<Long, Pattern> patterns, int rater, double[] p, double[] q) {
        double inside = 0;
        double insideDrawn = 0;
        double outside = 0;
        double outsideFree = 0;
        for (Pattern pattern : patterns.values()) {
            double in = pattern.voxels * pattern.weight;
            double out = pattern.voxels * (1 - pattern.weight);
            inside += in;
            outside += out;
            insideDrawn += pattern.drawn[rater] ? in : 0;
            outsideFree += pattern.drawn[rater] ? 0 : out;
        }
        p[rater] = insideDrawn / inside;
        q[rater] = outsideFree / outside;
    }

    private static void expect(Pattern pattern, double prior, double[] p, double[] q) {
        double inside = prior;
        double outside = 1 - prior;
        for (int rater = 0; rater < p.length; rater++) {
            inside *= pattern.drawn[rater] ? p[rater] : 1 - p[rater];
            outside *= pattern.drawn[rater] ? 1 - q[rater] : q[rater];
        }
        pattern.weight = inside / (inside + outside);
    }

    private static double square(double value) {
        return value * value;
    }

    private static List<Double> list(double[] values) {
        List<Double> out = new ArrayList<>();
        for (double value : values) {
            out.add(value);
        }
        return out;
    }
}
