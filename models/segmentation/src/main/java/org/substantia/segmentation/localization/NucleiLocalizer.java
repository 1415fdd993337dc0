package org.substantia.segmentation.localization;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.transform.SimilarityFit;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;

/**
 * Finds the nuclei in the classes of a coarse grid: the constellation of an average head is fitted to the nuclei
 * detected, so that nuclei which are cut off, missed or mistaken do little harm.
 */
public final class NucleiLocalizer {
    /** A nucleus is detected where its class reaches this probability. */
    private static final float MIN_PROBABILITY = 0.3f;
    /** Voxels below this do not count towards the centroid. */
    private static final float FAINT = 0.1f;
    /** A nucleus lies within this distance of its most likely voxel. */
    private static final double REACH_MM = 24;
    /** A nucleus farther from its place than this is an outlier. */
    private static final double OUTLIER_MM = 12;

    /** At this distance from its place a nucleus counts 1/e towards the agreement; heads differ by 2 to 3 mm. */
    private static final double NEAR_MM = 6;

    /** Nuclei that are needed to fit a scale along each axis. */
    private static final int MIN_FOR_SCALES = 8;
    /** Nuclei that are needed to fit a rotation and a scale. */
    private static final int MIN_FOR_TURN = 5;
    /** Points that spread less than this along their second longest axis, root mean square, fit no rotation. */
    private static final double MIN_SPREAD_MM = 9;

    private static final double MIN_SCALE = 0.8;
    private static final double MAX_SCALE = 1.25;
    /** The sides count as exchanged where the mirrored constellation fits so many times better. */
    private static final double MIRROR_GAIN = 2;

    private final LabelSet labelSet;
    private final Probabilities probabilities;
    private final Geometry grid;
    private final double[] spacing;
    private final List<Detection> detections = new ArrayList<>();
    private double confidence;

    /**
     * One nucleus detected.
     *
     * @param at its centroid, mm along the grid's axes
     * @param weight the volume detected by that expected, 0 to 1
     */
    @SuppressWarnings("ArrayRecordComponent") // a point, never compared
    private record Detection(String name, String mirror, double[] at, double weight) {}

    private NucleiLocalizer(LabelSet labelSet, Probabilities probabilities, Geometry grid) {
        this.labelSet = labelSet;
        this.probabilities = probabilities;
        this.grid = grid;
        this.spacing = new double[] {grid.spacing(0), grid.spacing(1), grid.spacing(2)};
    }

    /**
     * @param labelSet whose classes were found
     * @param grid that the probabilities lie on; its axes run to the left, to the front and up
     * @return empty if nothing is detected
     */
    public static Optional<NucleiLocation> find(LabelSet labelSet, Probabilities probabilities, Geometry grid) {
        NucleiLocalizer localizer = new NucleiLocalizer(labelSet, probabilities, grid);
        localizer.detect();
        if (localizer.detections.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(NucleiTemplate.knows(labelSet) ? localizer.fit() : localizer.middle());
    }

    /** Whether the places of all its structures in an average head are known, so that a pose can be fitted. */
    public static boolean knows(LabelSet labelSet) {
        return NucleiTemplate.knows(labelSet);
    }

    private void detect() {
        for (int k = 0; k < labelSet.structures().size(); k++) {
            int offset = (k + 1) * probabilities.voxels();
            float[] values = probabilities.values();
            float highest = values[offset];
            for (int v = 1; v < probabilities.voxels(); v++) {
                highest = Math.max(highest, values[offset + v]);
            }
            confidence += highest / labelSet.structures().size();
            if (highest >= MIN_PROBABILITY) {
                detections.add(detection(labelSet.structures().get(k), offset, mostLikely(offset, highest)));
            }
        }
    }

    /**
     * The most likely voxel of a class, or the middle of several: in bfloat16 many are equally likely, and the first of
     * them would be another one in the mirror image.
     */
    private double[] mostLikely(int offset, float highest) {
        List<double[]> equal = new ArrayList<>();
        double[] mean = new double[3];
        for (int v = 0; v < probabilities.voxels(); v++) {
            if (probabilities.values()[offset + v] == highest) {
                double[] at = {grid.x(v), grid.y(v), grid.z(v)};
                equal.add(at);
                for (int axis = 0; axis < 3; axis++) {
                    mean[axis] += at[axis];
                }
            }
        }
        for (int axis = 0; axis < 3; axis++) {
            mean[axis] /= equal.size();
        }
        // Equally likely places far apart are not one nucleus.
        return equal.stream().allMatch(at -> squareMm(at, mean) <= REACH_MM * REACH_MM) ? mean : equal.get(0);
    }

    private double squareMm(double[] a, double[] b) {
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            sum += Math.pow((a[axis] - b[axis]) * spacing[axis], 2);
        }
        return sum;
    }

    /** The centroid of a class around its most likely place, so that a faint second place does not draw it away. */
    private Detection detection(LabelSet.Structure structure, int offset, double[] middle) {
        int[] low = new int[3];
        int[] high = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            double reach = REACH_MM / spacing[axis];
            low[axis] = (int) Math.max(0, Math.floor(middle[axis] - reach));
            high[axis] = (int) Math.min(grid.size(axis) - 1, Math.ceil(middle[axis] + reach));
        }
        double[] sum = new double[3];
        double mass = 0;
        for (int z = low[2]; z <= high[2]; z++) {
            for (int y = low[1]; y <= high[1]; y++) {
                for (int x = low[0]; x <= high[0]; x++) {
                    double dx = (x - middle[0]) * spacing[0];
                    double dy = (y - middle[1]) * spacing[1];
                    double dz = (z - middle[2]) * spacing[2];
                    // In double: products rounded to float would place a head and its mirror image apart.
                    double p = probabilities.values()[offset + grid.index(x, y, z)];
                    if (p >= FAINT && dx * dx + dy * dy + dz * dz <= REACH_MM * REACH_MM) {
                        mass += p;
                        sum[0] += p * x;
                        sum[1] += p * y;
                        sum[2] += p * z;
                    }
                }
            }
        }
        double[] at = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            at[axis] = sum[axis] / mass * spacing[axis];
        }
        double expected = NucleiTemplate.volumeMm3(structure.name()).orElse(mass * grid.voxelVolumeMm3());
        double weight = Math.min(1, mass * grid.voxelVolumeMm3() / expected);
        return new Detection(structure.name(), structure.mirror(), at, weight);
    }

    private NucleiLocation fit() {
        List<Detection> kept =
                new ArrayList<>(detections.stream().filter(this::isInItsPlace).toList());
        if (kept.isEmpty()) {
            kept.addAll(detections);
        }
        SimilarityFit fit = fit(kept, false);
        while (kept.size() > 1) {
            Detection worst = kept.get(0);
            for (Detection detection : kept) {
                if (distance(fit, detection) > distance(fit, worst)) {
                    worst = detection;
                }
            }
            if (distance(fit, worst) <= OUTLIER_MM) {
                break;
            }
            kept.remove(worst);
            fit = fit(kept, false);
        }
        List<String> outliers = detections.stream()
                .filter(s -> !kept.contains(s))
                .map(Detection::name)
                .toList();
        boolean mirrored = kept.size() >= MIN_FOR_TURN
                && MIRROR_GAIN * residual(fit(detections, true), detections, true)
                        < residual(fit(detections, false), detections, false);
        return new NucleiLocation(
                world(fit),
                fit.angleDegrees(),
                fit.scale(),
                scales(),
                fitsTurn(kept) ? OptionalDouble.of(residual(fit, kept, false)) : OptionalDouble.empty(),
                agreement(fit),
                confidence,
                mirrored,
                detections.stream().map(Detection::name).toList(),
                outliers,
                List.of());
    }

    /** Of all nuclei detected: a wrong spacing makes outliers of most of them. */
    private AxisScales scales() {
        return detections.size() < MIN_FOR_SCALES || !fitsTurn(detections)
                ? AxisScales.AVERAGE
                : AxisScales.fit(places(detections, false), seen(detections), weights(detections));
    }

    private double agreement(SimilarityFit fit) {
        double sum = 0;
        for (Detection detection : detections) {
            sum += detection.weight() * Math.exp(-Math.pow(distance(fit, detection) / NEAR_MM, 2));
        }
        return sum / labelSet.structures().size();
    }

    /**
     * Whether a nucleus has about the right distance from at least half of the others. Distances need no fit, which one
     * nucleus far off would spoil.
     */
    private boolean isInItsPlace(Detection detection) {
        if (detections.size() < 3) {
            return true;
        }
        long right = detections.stream()
                .filter(other -> !other.name().equals(detection.name()))
                .filter(other -> Math.abs(distance(detection.at(), other.at())
                                - distance(place(detection, false), place(other, false)))
                        < OUTLIER_MM)
                .count();
        return 2 * right >= detections.size() - 1;
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    private static SimilarityFit fit(List<Detection> detections, boolean mirrored) {
        double[][] from = places(detections, mirrored);
        return fitsTurn(detections)
                ? SimilarityFit.of(from, seen(detections), weights(detections), MIN_SCALE, MAX_SCALE)
                : SimilarityFit.translation(from, seen(detections), weights(detections));
    }

    /** Whether nuclei tell more than a shift; sides are exchanged in pairs, so that it does not depend on them. */
    private static boolean fitsTurn(List<Detection> detections) {
        return detections.size() >= MIN_FOR_TURN
                && SimilarityFit.spread(places(detections, false), weights(detections)) >= MIN_SPREAD_MM;
    }

    private static double[][] places(List<Detection> detections, boolean mirrored) {
        return detections.stream().map(s -> place(s, mirrored)).toArray(double[][]::new);
    }

    private static double[][] seen(List<Detection> detections) {
        return detections.stream().map(Detection::at).toArray(double[][]::new);
    }

    private static double[] weights(List<Detection> detections) {
        return detections.stream().mapToDouble(Detection::weight).toArray();
    }

    private static double residual(SimilarityFit fit, List<Detection> detections, boolean mirrored) {
        double sum = 0;
        double weights = 0;
        for (Detection detection : detections) {
            sum += detection.weight() * Math.pow(distance(fit.apply(place(detection, mirrored)), detection.at()), 2);
            weights += detection.weight();
        }
        return Math.sqrt(sum / weights);
    }

    private static double distance(SimilarityFit fit, Detection detection) {
        return distance(fit.apply(place(detection, false)), detection.at());
    }

    private static double[] place(Detection detection, boolean mirrored) {
        return NucleiTemplate.centroid(mirrored ? detection.mirror() : detection.name())
                .orElseThrow();
    }

    /**
     * For structures of which no average head is known: the middle of the box around what is seen, the image's axes.
     */
    private NucleiLocation middle() {
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int v = 0; v < probabilities.voxels(); v++) {
            if (probabilities.at(0, v) < 0.5f) {
                int[] at = {v % grid.nx(), v / grid.nx() % grid.ny(), v / (grid.nx() * grid.ny())};
                for (int axis = 0; axis < 3; axis++) {
                    low[axis] = Math.min(low[axis], at[axis] * spacing[axis]);
                    high[axis] = Math.max(high[axis], at[axis] * spacing[axis]);
                }
            }
        }
        double[] shift = detections.get(0).at();
        for (int axis = 0; axis < 3 && low[0] <= high[0]; axis++) {
            shift[axis] = (low[axis] + high[axis]) / 2;
        }
        SimilarityFit fit = new SimilarityFit(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 1, shift);
        List<String> names = detections.stream().map(Detection::name).toList();
        return new NucleiLocation(
                world(fit),
                0,
                1,
                AxisScales.AVERAGE,
                OptionalDouble.empty(),
                0,
                confidence,
                false,
                names,
                List.of(),
                List.of());
    }

    /** From the head's millimeters to the world, after the fit's motion without its scaling. */
    private Affine world(SimilarityFit fit) {
        Affine millimeters = grid.affine().compose(Affine.scaling(1 / spacing[0], 1 / spacing[1], 1 / spacing[2]));
        return millimeters.compose(Affine.of(fit.rotation(), fit.shift()));
    }
}
