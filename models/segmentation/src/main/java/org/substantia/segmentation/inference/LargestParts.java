package org.substantia.segmentation.inference;

import java.util.Map;
import java.util.Optional;
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
        Optional<BoundingBox> labelled = labels.boundingBox();
        if (labelled.isEmpty()) {
            return new LargestParts(labels, parts, apart);
        }
        BoundingBox box = labelled.get();
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
        if (parts.size() == components.count()) {
            return new LargestParts(Crumbs.removed(labels), parts, apart);
        }
        LabelMap numbers = components.map();
        boolean[] kept = new boolean[components.count() + 1];
        parts.keySet().forEach(label -> kept[components.largest(label).orElseThrow()] = true);
        Geometry g = labels.geometry();
        byte[] out = new byte[g.voxelCount()];
        part.forEachLabelled((index, label) -> {
            if (kept[numbers.get(index)]) {
                int x = index % box.sizeX();
                int y = index / box.sizeX() % box.sizeY();
                int z = index / (box.sizeX() * box.sizeY());
                out[g.index(box.minX() + x, box.minY() + y, box.minZ() + z)] = (byte) label;
            }
        });
        return new LargestParts(Crumbs.removed(LabelMap.ofBytes(g, out)), parts, apart);
    }
}
