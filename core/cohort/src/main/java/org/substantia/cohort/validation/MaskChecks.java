package org.substantia.cohort.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.statistics.PublishedReference;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;

/** Looks at the labels of one mask. */
final class MaskChecks {
    /** A volume below this share of the published mean is implausible, even for small or atrophied nuclei. */
    static final double MIN_VOLUME_RATIO = 0.3;

    /** A volume above this multiple of the published mean is implausible. */
    static final double MAX_VOLUME_RATIO = 3;

    /**
     * A structure whose largest part (26-connected) holds less than this share of its voxels is fragmented. In the four
     * public masks of the challenge every structure is a single part, so one stray voxel in a subthalamic nucleus of 90
     * still passes.
     */
    static final double MIN_MAIN_PART_SHARE = 0.9;

    private static final int MAX_LISTED = 5;

    private final String caseId;
    private final String file;
    private final LabelScheme scheme;
    private final LabelMap labels;
    private final SortedMap<Integer, Integer> counts;
    private final List<Finding> findings = new ArrayList<>();

    private MaskChecks(String caseId, String file, LabelScheme scheme, LabelMap labels) {
        this.caseId = caseId;
        this.file = file;
        this.scheme = scheme;
        this.labels = labels;
        this.counts = labels.counts();
    }

    static List<Finding> of(String caseId, String file, LabelScheme scheme, LabelMap labels) {
        MaskChecks checks = new MaskChecks(caseId, file, scheme, labels);
        checks.unknownLabels();
        if (checks.emptyStructures()) {
            checks.swappedSides();
            checks.volumes();
            checks.fragments();
        }
        return checks.findings;
    }

    private int count(Nucleus nucleus) {
        return counts.getOrDefault(scheme.labelOf(nucleus).orElseThrow(), 0);
    }

    private void unknownLabels() {
        SortedMap<Integer, Integer> unknown = new TreeMap<>(counts);
        unknown.keySet().removeIf(label -> scheme.nucleusOf(label).isPresent());
        if (!unknown.isEmpty()) {
            List<String> texts = new ArrayList<>();
            unknown.forEach((label, n) -> texts.add(label + " (" + n + (n == 1 ? " voxel)" : " voxels)")));
            findings.add(Finding.error(
                    caseId,
                    Check.UNKNOWN_LABELS,
                    file + ": holds labels outside the scheme: " + listed(texts) + "; a " + scheme
                            + " mask has labels 0 to " + scheme.nuclei().size()));
        }
    }

    /** Returns whether there is any structure to look at. */
    private boolean emptyStructures() {
        List<String> empty = new ArrayList<>();
        for (Nucleus nucleus : scheme.nuclei()) {
            if (count(nucleus) == 0) {
                empty.add(nucleus.symbol());
            }
        }
        boolean any = empty.size() < scheme.nuclei().size();
        if (!any) {
            findings.add(Finding.error(caseId, Check.EMPTY_STRUCTURE, file + ": holds no structure at all"));
        } else if (!empty.isEmpty()) {
            findings.add(Finding.warning(
                    caseId, Check.EMPTY_STRUCTURE, file + ": has no voxel of " + String.join(", ", empty)));
        }
        return any;
    }

    /**
     * World x grows towards the patient's right, so every right nucleus must have a larger mean x than its left one.
     * This finds exchanged labels and a wrong header; an image flipped together with its mask and header cannot be told
     * from a mirrored head.
     */
    private void swappedSides() {
        double[] sumX = new double[scheme.nuclei().size() + 1];
        Geometry grid = labels.geometry();
        Affine affine = grid.affine();
        labels.forEachLabeled((index, label) -> {
            if (label > 0 && label < sumX.length) {
                sumX[label] += affine.applyX(grid.x(index), grid.y(index), grid.z(index));
            }
        });
        List<String> swapped = new ArrayList<>();
        int pairs = 0;
        for (Nucleus right : scheme.nuclei()) {
            Nucleus left = right.mirrored();
            if (right.side() != Side.RIGHT || count(right) == 0 || count(left) == 0) {
                continue;
            }
            pairs++;
            double rightX = sumX[scheme.labelOf(right).orElseThrow()] / count(right);
            double leftX = sumX[scheme.labelOf(left).orElseThrow()] / count(left);
            if (rightX <= leftX) {
                swapped.add(right.structure().symbol());
            }
        }
        if (!swapped.isEmpty()) {
            String advice = swapped.size() == pairs
                    ? "; either left and right labels are exchanged, or the header's orientation is wrong"
                    : "; exchange their labels";
            findings.add(Finding.error(
                    caseId,
                    Check.SWAPPED_SIDES,
                    file + ": right labels lie on the patient's left: " + String.join(", ", swapped) + advice));
        }
    }

    /** What the image's border cuts may be small, since the rest is out of view. */
    private void volumes() {
        Set<Integer> cut = labelsAtBorder();
        double voxelCm3 = labels.geometry().voxelVolumeMm3() / 1000;
        List<String> texts = new ArrayList<>();
        for (Nucleus nucleus : scheme.nuclei()) {
            double volume = count(nucleus) * voxelCm3;
            boolean isCut = cut.contains(scheme.labelOf(nucleus).orElseThrow());
            double usual = scheme == LabelScheme.QSM
                    ? PublishedReference.volumeCm3(nucleus.structure())
                    : PublishedReference.nmSubstantiaNigraVolumeCm3();
            boolean tooSmall = volume < MIN_VOLUME_RATIO * usual && !isCut;
            if (volume > 0 && (tooSmall || volume > MAX_VOLUME_RATIO * usual)) {
                texts.add(String.format(Locale.ROOT, "%s %.3f cm3 (usual %.2f)", nucleus.symbol(), volume, usual));
            }
        }
        if (!texts.isEmpty()) {
            findings.add(Finding.warning(caseId, Check.VOLUME, file + ": implausible volumes: " + listed(texts)));
        }
    }

    private Set<Integer> labelsAtBorder() {
        Geometry grid = labels.geometry();
        Set<Integer> cut = new TreeSet<>();
        labels.forEachLabeled((index, label) -> {
            int x = grid.x(index);
            int y = grid.y(index);
            int z = grid.z(index);
            if (new BoundingBox(x, y, z, x, y, z).touchesBorder(grid)) {
                cut.add(label);
            }
        });
        return cut;
    }

    private void fragments() {
        ConnectedComponents parts = ConnectedComponents.ofLabels(labels, Connectivity.CORNERS);
        Map<Integer, Integer> largest = new TreeMap<>();
        Map<Integer, Integer> number = new TreeMap<>();
        for (int part = 1; part <= parts.count(); part++) {
            largest.merge(parts.label(part), parts.size(part), Math::max);
            number.merge(parts.label(part), 1, Integer::sum);
        }
        List<String> texts = new ArrayList<>();
        for (Nucleus nucleus : scheme.nuclei()) {
            int label = scheme.labelOf(nucleus).orElseThrow();
            double share = (double) largest.getOrDefault(label, 0) / count(nucleus);
            if (share < MIN_MAIN_PART_SHARE) {
                texts.add(String.format(
                        Locale.ROOT,
                        "%s (%d parts, the largest %.0f %%)",
                        nucleus.symbol(),
                        number.get(label),
                        100 * share));
            }
        }
        if (!texts.isEmpty()) {
            findings.add(Finding.warning(caseId, Check.FRAGMENTS, file + ": in pieces: " + listed(texts)));
        }
    }

    private static String listed(List<String> texts) {
        String shown = String.join(", ", texts.subList(0, Math.min(MAX_LISTED, texts.size())));
        return texts.size() > MAX_LISTED ? shown + " and " + (texts.size() - MAX_LISTED) + " more" : shown;
    }
}
