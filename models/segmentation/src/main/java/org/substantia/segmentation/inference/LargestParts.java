package org.substantia.segmentation.inference;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;

/**
 * Labels and the parts they fall into. A nucleus is one piece; what lies apart from its largest part is a mistake, and
 * even a few voxels of it spoil a Hausdorff distance.
 *
 * @param labels the map
 * @param parts how many parts each label had before any were removed
 * @param apart share of each label's voxels outside its largest part, before any were removed
 */
record LargestParts(LabelMap labels, Map<Integer, Integer> parts, Map<Integer, Double> apart) {
    /** @param remove whether to leave only the largest part of every label, without crumbs at its edges */
    static LargestParts of(LabelMap labels, boolean remove) {
        Map<Integer, Integer> parts = new TreeMap<>();
        Map<Integer, Double> apart = new TreeMap<>();
        Optional<BoundingBox> labeled = labels.boundingBox();
        if (labeled.isEmpty()) {
            return new LargestParts(labels, parts, apart);
        }
        BoundingBox box = labeled.get();
        LabelMap part = labels.crop(box);
        ConnectedComponents components = ConnectedComponents.ofLabels(part, Connectivity.CORNERS);
        for (int c = 1; c <= components.count(); c++) {
            parts.merge(components.label(c), 1, Integer::sum);
        }
        part.counts()
                .forEach((label, count) -> apart.put(
                        label, 1 - components.size(components.largest(label).orElseThrow()) / (double) count));
        if (!remove) {
            return new LargestParts(labels, parts, apart);
        }
        LabelMap largest = parts.size() == components.count() ? part : largest(part, components, parts.keySet());
        LabelMap clean = Crumbs.removed(largest);
        return new LargestParts(clean == part ? labels : pasted(clean, box, labels.geometry()), parts, apart);
    }

    private static LabelMap largest(LabelMap part, ConnectedComponents components, Set<Integer> labels) {
        LabelMap numbers = components.map();
        boolean[] kept = new boolean[components.count() + 1];
        labels.forEach(label -> kept[components.largest(label).orElseThrow()] = true);
        byte[] out = new byte[part.geometry().voxelCount()];
        part.forEachLabeled((index, label) -> out[index] = (byte) (kept[numbers.get(index)] ? label : 0));
        return LabelMap.ofBytes(part.geometry(), out);
    }

    /** A part in its place within the whole grid. */
    private static LabelMap pasted(LabelMap part, BoundingBox box, Geometry whole) {
        Geometry g = part.geometry();
        byte[] out = new byte[whole.voxelCount()];
        part.forEachLabeled((index, label) ->
                out[whole.index(box.minX() + g.x(index), box.minY() + g.y(index), box.minZ() + g.z(index))] =
                        (byte) label);
        return LabelMap.ofBytes(whole, out);
    }
}
