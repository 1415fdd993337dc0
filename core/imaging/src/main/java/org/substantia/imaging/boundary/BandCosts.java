package org.substantia.imaging.boundary;

import java.util.Arrays;

/** What it costs a border to lie at every place of a band. Lengths are in units of {@link BoundarySearch#UNIT_MM}. */
final class BandCosts {
    /** A border of structures is as wide as a voxel: the step of brightness across it is taken half a voxel around. */
    private static final double HALF_EDGE = 0.5;

    private static final double DRIFT = 0.1;
    private static final double NEIGHBOR = 6;
    private static final double NEAR = 0.75;
    private static final double FAR = 2.5;
    private static final double SAMPLE_STEP = 0.25;
    private static final double REGION_SMOOTHING = 6;
    private static final double MAX_EVIDENCE = 0.5;

    private final Band band;
    private final Plane plane;
    private final int sign;

    BandCosts(Band band, Plane plane, Contrast contrast) {
        this.band = band;
        this.plane = plane;
        this.sign = contrast.sign();
    }

    /** The step of brightness out of the structure, by its standard deviation; and what holds the border back. */
    double[][] gradient(PlaneImage image) {
        return withRestraint(unit(steps(image)));
    }

    /**
     * Half by the step of brightness, half by whether what lies inside looks like the inside. Where the brightness
     * inside does not exceed that outside, by the step alone.
     *
     * @param fine the image less smoothed
     */
    double[][] mixed(PlaneImage image, PlaneImage fine) {
        double[][] costs = unit(steps(image));
        double[][] region = region(fine);
        if (region.length > 0) {
            unit(region);
            for (int i = 0; i < costs.length; i++) {
                for (int k = 0; k < costs[i].length; k++) {
                    costs[i][k] = (costs[i][k] + region[i][k]) / 2;
                }
            }
        }
        return withRestraint(costs);
    }

    private double[][] steps(PlaneImage image) {
        double[][] costs = new double[band.points()][band.states()];
        for (int i = 0; i < band.points(); i++) {
            for (int k = 0; k < band.states(); k++) {
                double d = band.offset(k);
                double step = sign * (band.at(image, i, d - HALF_EDGE) - band.at(image, i, d + HALF_EDGE));
                costs[i][k] = -Math.max(0, step);
            }
        }
        return costs;
    }

    private static double[][] unit(double[][] costs) {
        double sd = Circular.standardDeviation(
                Arrays.stream(costs).flatMapToDouble(Arrays::stream).toArray());
        for (double[] row : costs) {
            for (int k = 0; k < row.length; k++) {
                row[k] = sd > 0 ? row[k] / sd : 0;
            }
        }
        return costs;
    }

    /** Far from the drawing costs more; so does a place in another structure's drawing, or beyond one. */
    private double[][] withRestraint(double[][] costs) {
        for (int i = 0; i < band.points(); i++) {
            boolean blocked = false;
            for (int k = 0; k < band.states(); k++) {
                double d = band.offset(k);
                blocked = blocked || (d > 0 && plane.heldByOther(band.x(i, d), band.y(i, d)));
                costs[i][k] += DRIFT * d * d + (blocked ? NEIGHBOR : 0);
            }
        }
        return costs;
    }

    /**
     * Minus the evidence gathered from the band's inner end to every place that the structure reaches so far (Chan and
     * Vese 2001, with local means); empty where the structure stands out nowhere.
     */
    private double[][] region(PlaneImage fine) {
        int samples = (int) Math.round((FAR - NEAR) / SAMPLE_STEP) + 1;
        double[] inner = new double[band.points()];
        double[] outer = new double[band.points()];
        double[] allInner = new double[band.points() * samples];
        double[] allOuter = new double[band.points() * samples];
        int outside = 0;
        for (int i = 0; i < band.points(); i++) {
            double in = 0;
            double out = 0;
            int counted = 0;
            for (int s = 0; s < samples; s++) {
                double d = NEAR + s * SAMPLE_STEP;
                double value = band.at(fine, i, -d);
                in += value;
                allInner[i * samples + s] = value;
                if (!plane.heldByOther(band.x(i, d), band.y(i, d))) {
                    double beyond = band.at(fine, i, d);
                    out += beyond;
                    counted++;
                    allOuter[outside++] = beyond;
                }
            }
            inner[i] = in / samples;
            outer[i] = counted > 0 ? out / counted : Double.NaN;
        }
        if (outside == 0) {
            return new double[0][];
        }
        double innerMedian = median(allInner, allInner.length);
        double outerMedian = median(allOuter, outside);
        double difference = sign * (innerMedian - outerMedian);
        if (!(difference > 0)) {
            return new double[0][];
        }
        inner = Circular.gaussian(inner, REGION_SMOOTHING);
        outer = Circular.gaussian(outer, REGION_SMOOTHING);
        double[][] costs = new double[band.points()][band.states()];
        for (int i = 0; i < band.points(); i++) {
            double local = Double.isNaN(outer[i]) ? outerMedian : outer[i];
            double middle = (inner[i] + innerMedian + local + outerMedian) / 4;
            double gathered = 0;
            for (int k = 0; k < band.states(); k++) {
                double evidence = sign * (band.at(fine, i, band.offset(k)) - middle) / difference;
                gathered += Math.max(-MAX_EVIDENCE, Math.min(MAX_EVIDENCE, evidence));
                costs[i][k] = -gathered;
            }
        }
        return costs;
    }

    private static double median(double[] values, int count) {
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }
}
