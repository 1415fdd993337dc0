package org.substantia.viewer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.viewer.findings.CaseFindings;
import org.substantia.viewer.findings.Marker;
import org.substantia.viewer.findings.MarkerPlace;

/**
 * What is known of a case, each marker with the place to look at.
 *
 * @param flags what a person should look at
 * @param verdict of the classifier, in words
 * @param probability of Parkinson's disease
 * @param evidence the weightiest first
 * @param biomarkers everything that was measured
 */
record FindingsJson(
        List<String> flags,
        Optional<String> verdict,
        OptionalDouble probability,
        List<Item> evidence,
        List<Item> biomarkers) {
    private static final FindingsJson NOTHING =
            new FindingsJson(List.of(), Optional.empty(), OptionalDouble.empty(), List.of(), List.of());

    /** A marker; without a target where nothing shows it. */
    record Item(
            String name,
            String title,
            double value,
            String unit,
            OptionalDouble z,
            OptionalDouble parkinsonZ,
            OptionalDouble logOdds,
            boolean leading,
            Optional<Target> target) {}

    /**
     * Where to look: the axial plane with most of the nucleus, of both sides where both count.
     *
     * @param image to show
     * @param mask that holds the labels; empty for whole images
     * @param labels to mark
     * @param voxel of the shown part of the image, to the right, to the front, up; others meet there
     * @param radiusMm of the disk of the same area, for images on which the mask itself does not lie
     */
    record Target(Modality image, Optional<String> mask, List<Integer> labels, List<Integer> voxel, double radiusMm) {}

    /** Where the voxels of a label lie in one plane. */
    private static final class Spread {
        private long count;
        private double x;
        private double y;

        void add(double column, double row) {
            count++;
            x += column;
            y += row;
        }

        void add(Spread other) {
            count += other.count;
            x += other.x;
            y += other.y;
        }
    }

    /** Targets in a case; every mask is gone through once. */
    private static final class Targets {
        private final ShownCase shown;
        private final Part part;
        /** By mask, label and plane. */
        private final Map<String, Map<Integer, Map<Integer, Spread>>> spreads = new HashMap<>();

        Targets(ShownCase shown, Part part) {
            this.shown = shown;
            this.part = part;
        }

        Optional<Target> of(MarkerPlace place) {
            if (place.structure().isEmpty()) {
                return whole(place.image());
            }
            List<Integer> labels = labels(place);
            // The prediction comes first: what was measured was measured in it.
            for (ShownMask mask : shown.masks()) {
                if (mask.scheme() == place.mask()) {
                    // An image that the case lacks is stood in for by the one that the mask was made on.
                    Modality image = shown.images().containsKey(place.image()) ? place.image() : mask.image();
                    Optional<Target> target = in(mask, labels, image);
                    if (target.isPresent()) {
                        return target;
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<Target> whole(Modality image) {
            if (!shown.images().containsKey(image)) {
                return Optional.empty();
            }
            BoundingBox box = part.box(shown, image);
            return Optional.of(new Target(
                    image, Optional.empty(), List.of(), List.of(box.sizeX() / 2, box.sizeY() / 2, box.sizeZ() / 2), 0));
        }

        private static List<Integer> labels(MarkerPlace place) {
            LabelScheme scheme = place.mask();
            return scheme.nuclei().stream()
                    .filter(nucleus -> nucleus.structure() == place.structure().orElseThrow())
                    .filter(nucleus -> place.side().isEmpty()
                            || nucleus.side() == place.side().get())
                    .map((Nucleus nucleus) -> scheme.labelOf(nucleus).orElseThrow())
                    .toList();
        }

        private Optional<Target> in(ShownMask mask, List<Integer> labels, Modality image) {
            Map<Integer, Spread> planes = new HashMap<>();
            Map<Integer, Map<Integer, Spread>> all =
                    spreads.computeIfAbsent(mask.name(), name -> spreads(mask.labels()));
            for (int label : labels) {
                all.getOrDefault(label, Map.of()).forEach((z, spread) -> planes.computeIfAbsent(z, k -> new Spread())
                        .add(spread));
            }
            return planes.entrySet().stream()
                    .max((a, b) -> a.getValue().count != b.getValue().count
                            ? Long.compare(a.getValue().count, b.getValue().count)
                            : Integer.compare(b.getKey(), a.getKey()))
                    .flatMap(best -> target(mask, labels, image, best.getKey(), best.getValue()));
        }

        private static Map<Integer, Map<Integer, Spread>> spreads(LabelMap labels) {
            Map<Integer, Map<Integer, Spread>> out = new HashMap<>();
            Geometry grid = labels.geometry();
            labels.forEachLabeled((index, label) -> out.computeIfAbsent(label, l -> new HashMap<>())
                    .computeIfAbsent(grid.z(index), z -> new Spread())
                    .add(grid.x(index), grid.y(index)));
            return out;
        }

        /** Empty if the place lies outside the image. */
        private Optional<Target> target(
                ShownMask mask, List<Integer> labels, Modality image, int plane, Spread spread) {
            Geometry own = mask.labels().geometry();
            Geometry grid = shown.images().get(image).geometry();
            double[] at = grid.affine()
                    .inverse()
                    .compose(own.affine())
                    .apply(spread.x / spread.count, spread.y / spread.count, plane);
            BoundingBox box = part.box(shown, image);
            int x = (int) Math.round(at[0]);
            int y = (int) Math.round(at[1]);
            int z = (int) Math.round(at[2]);
            if (!grid.contains(x, y, z)) {
                return Optional.empty();
            }
            double area = spread.count * own.spacing(0) * own.spacing(1) / labels.size();
            return Optional.of(new Target(
                    image,
                    Optional.of(mask.name()),
                    labels,
                    List.of(
                            within(x - box.minX(), box.sizeX()),
                            within(y - box.minY(), box.sizeY()),
                            within(z - box.minZ(), box.sizeZ())),
                    Math.sqrt(area / Math.PI)));
        }

        private static int within(int index, int size) {
            return Math.max(0, Math.min(size - 1, index));
        }
    }

    static FindingsJson of(Optional<CaseFindings> known, ShownCase shown, Part part) {
        return known.map(findings -> of(findings, new Targets(shown, part))).orElse(NOTHING);
    }

    private static FindingsJson of(CaseFindings findings, Targets targets) {
        return new FindingsJson(
                findings.flags(),
                findings.verdict(),
                findings.probability(),
                items(findings.evidence(), targets),
                items(findings.biomarkers(), targets));
    }

    private static List<Item> items(List<Marker> markers, Targets targets) {
        List<Item> items = new ArrayList<>();
        for (Marker marker : markers) {
            items.add(new Item(
                    marker.name(),
                    marker.title(),
                    marker.value(),
                    marker.unit(),
                    marker.z(),
                    marker.parkinsonZ(),
                    marker.logOdds(),
                    marker.leading(),
                    targets.of(marker.place())));
        }
        return items;
    }
}
