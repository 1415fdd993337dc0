package org.substantia.segmentation.quality;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.statistics.PublishedReference;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.plan.LabelSet;

/** Flags what looks wrong with a segmentation. Stateless. */
public final class SegmentationQualityCheck {
    /**
     * Of the published mean volumes. Standard deviations between subjects are 10 to 15 % of the mean, so twice the mean
     * is far beyond any subject, while other protocols draw putamen and thalamus up to 1.8 times larger.
     */
    private static final double VOLUME_FACTOR = 2.2;

    private static final double SIDES_FACTOR = 1.8;
    private static final double APART = 0.1;
    private static final double MIN_CONFIDENCE = 0.6;
    private static final double MISPLACED_MM = 12;

    private SegmentationQualityCheck() {}

    /**
     * What is known of a label before the check.
     *
     * @param confidence mean probability over its voxels, where it has any
     * @param parts how many pieces it fell into
     * @param apart share of its voxels outside the pieces that belong to it, the largest one or more
     */
    public record Evidence(OptionalDouble confidence, int parts, double apart) {}

    /**
     * @param evidence one entry a structure of the labelSet, in its order
     * @param location where the nuclei lie, in the world of {@code labels}
     */
    public static List<StructureQuality> of(
            LabelSet labelSet, LabelMap labels, List<Evidence> evidence, NucleiLocation location) {
        Extent[] extents = Extent.of(labels);
        List<StructureQuality> out = new ArrayList<>();
        for (int k = 0; k < labelSet.structures().size(); k++) {
            LabelSet.Structure structure = labelSet.structures().get(k);
            Extent extent = extents[structure.label()];
            Evidence known = evidence.get(k);
            double volume = extent.count * labels.geometry().voxelVolumeMm3();
            Set<QcFlag> flags = EnumSet.noneOf(QcFlag.class);
            if (extent.count == 0) {
                flags.add(inView(structure, labels.geometry(), location) ? QcFlag.MISSING : QcFlag.OUT_OF_VIEW);
            } else {
                flag(flags, structure, extent, labels.geometry(), known, location);
                flagVolume(flags, labelSet, structure, volume);
                if (unequal(extent, extents[mirror(labelSet, structure).label()], labels.geometry())) {
                    flags.add(QcFlag.ASYMMETRIC);
                }
            }
            out.add(new StructureQuality(
                    structure.name(), structure.label(), volume, known.confidence(), known.parts(), flags));
        }
        return out;
    }

    /** Status of a case, from all its structures. */
    public static QcStatus status(List<StructureQuality> structures) {
        long found = structures.stream().filter(s -> s.volumeMm3() > 0).count();
        long missing = structures.stream()
                .filter(s -> s.flags().contains(QcFlag.MISSING))
                .count();
        if (missing > found) {
            return QcStatus.FAILED;
        }
        boolean review = structures.stream().anyMatch(StructureQuality::needsReview);
        return review ? QcStatus.REVIEW : QcStatus.OK;
    }

    private static void flag(
            Set<QcFlag> flags,
            LabelSet.Structure structure,
            Extent extent,
            Geometry geometry,
            Evidence evidence,
            NucleiLocation location) {
        if (extent.touchesBorder(geometry)) {
            flags.add(QcFlag.CUT);
        }
        if (evidence.apart() >= APART) {
            flags.add(QcFlag.FRAGMENTED);
        }
        if (evidence.confidence().orElse(1) < MIN_CONFIDENCE) {
            flags.add(QcFlag.LOW_CONFIDENCE);
        }
        Optional<double[]> place = location.place(structure.name());
        if (place.isPresent() && extent.distance(geometry, place.get()) > MISPLACED_MM) {
            flags.add(QcFlag.MISPLACED);
        }
    }

    /** Sides of which the border cuts one are unequal by the field of view. */
    private static boolean unequal(Extent one, Extent other, Geometry geometry) {
        if (other.count == 0 || one.touchesBorder(geometry) || other.touchesBorder(geometry)) {
            return false;
        }
        double ratio = one.count / other.count;
        return Math.max(ratio, 1 / ratio) > SIDES_FACTOR;
    }

    private static void flagVolume(Set<QcFlag> flags, LabelSet labelSet, LabelSet.Structure structure, double volume) {
        for (Nucleus nucleus : Nucleus.values()) {
            if (nucleus.symbol().equals(structure.name())) {
                double expected = 1000
                        * (labelSet.name().equals("NM")
                                ? PublishedReference.nmSubstantiaNigraVolumeCm3()
                                : PublishedReference.volumeCm3(nucleus.structure()));
                // What is cut is small because the rest is out of view.
                boolean tooSmall = volume < expected / VOLUME_FACTOR && !flags.contains(QcFlag.CUT);
                if (volume > VOLUME_FACTOR * expected || tooSmall) {
                    flags.add(QcFlag.IMPLAUSIBLE_VOLUME);
                }
            }
        }
    }

    private static boolean inView(LabelSet.Structure structure, Geometry geometry, NucleiLocation location) {
        Optional<double[]> place = location.place(structure.name());
        if (place.isEmpty()) {
            return true;
        }
        double[] p = place.get();
        double[] voxel = geometry.affine().inverse().apply(p[0], p[1], p[2]);
        boolean inside = true;
        for (int axis = 0; axis < 3; axis++) {
            inside &= voxel[axis] >= -0.5 && voxel[axis] <= geometry.size(axis) - 0.5;
        }
        return inside;
    }

    private static LabelSet.Structure mirror(LabelSet labelSet, LabelSet.Structure structure) {
        return labelSet.structures().stream()
                .filter(s -> s.name().equals(structure.mirror()))
                .findFirst()
                .orElseThrow();
    }

    /** The voxels of one label, added up. */
    private static final class Extent {
        private final int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
        private final int[] high = {-1, -1, -1};
        private final double[] sum = new double[3];
        private double count;

        static Extent[] of(LabelMap labels) {
            Extent[] extents = new Extent[256];
            for (int label = 0; label < extents.length; label++) {
                extents[label] = new Extent();
            }
            Geometry g = labels.geometry();
            labels.forEachLabeled((index, label) ->
                    extents[label].add(index % g.nx(), index / g.nx() % g.ny(), index / (g.nx() * g.ny())));
            return extents;
        }

        private void add(int... at) {
            count++;
            for (int axis = 0; axis < 3; axis++) {
                low[axis] = Math.min(low[axis], at[axis]);
                high[axis] = Math.max(high[axis], at[axis]);
                sum[axis] += at[axis];
            }
        }

        boolean touchesBorder(Geometry geometry) {
            return new BoundingBox(low[0], low[1], low[2], high[0], high[1], high[2]).touchesBorder(geometry);
        }

        double distance(Geometry geometry, double[] place) {
            double[] at = geometry.affine().apply(sum[0] / count, sum[1] / count, sum[2] / count);
            return Math.sqrt(
                    Math.pow(at[0] - place[0], 2) + Math.pow(at[1] - place[1], 2) + Math.pow(at[2] - place[2], 2));
        }
    }
}
