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
 * Labels and the parts they fall into. A nucleus of one side is one piece; what lies apart from its largest part is a
 * mistake, and even a few voxels of it spoil a Hausdorff distance. A structure without a mirror may lie on both sides,
 * so that its other large parts belong to it as well.
 *
 * @param labels the map
 * @param parts how many parts each label had before any were removed
 * @param apart share of each label's voxels outside the parts that belong to it, before any were removed
 */
record LargestParts(LabelMap labels, Map<Integer, Integer> parts, Map<Integer, Double> apart) {
    /**
     * The least size of a part of an unpaired structure, as a share of its largest part. The sides of a structure are
     * about equal, if the field of view does not cut one; mistakes are small.
     */
    private static final double MIN_SHARE = 0.1;

    /**
     * @param unpaired labels of structures without a mirror
     * @param remove whether to leave only the parts that belong to every label, without crumbs at their edges
     */
    static LargestParts of(LabelMap labels, Set<Integer> unpaired, boolean remove) {
        Map<Integer, Integer> parts = new TreeMap<>();
        Map<Integer, Double> apart = new TreeMap<>();
        Optional<BoundingBox> labeled = labels.boundingBox();
        if (labeled.isEmpty()) {
            return new LargestParts(labels, parts, apart);
        }
        BoundingBox box = labeled.get();
        LabelMap part = labels.crop(box);
        ConnectedComponents components = ConnectedComponents.ofLabels(part, Connectivity.CORNERS);
        boolean[] kept = kept(components, unpaired);
        Map<Integer, Integer> voxels = new TreeMap<>();
        boolean all = true;
        for (int c = 1; c <= components.count(); c++) {
            parts.merge(components.label(c), 1, Integer::sum);
            voxels.merge(components.label(c), kept[c] ? components.size(c) : 0, Integer::sum);
            all &= kept[c];
        }
        part.counts().forEach((label, count) -> apart.put(label, 1 - voxels.get(label) / (double) count));
        if (!remove) {
            return new LargestParts(labels, parts, apart);
        }
        LabelMap largest = all ? part : only(part, components, kept);
        LabelMap clean = Crumbs.removed(largest);
        return new LargestParts(clean == part ? labels : pasted(clean, box, labels.geometry()), parts, apart);
    }

    /** Which components belong to their label. */
    private static boolean[] kept(ConnectedComponents components, Set<Integer> unpaired) {
        boolean[] kept = new boolean[components.count() + 1];
        for (int c = 1; c <= components.count(); c++) {
            int label = components.label(c);
            int largest = components.largest(label).orElseThrow();
            kept[c] = c == largest
                    || (unpaired.contains(label) && components.size(c) >= MIN_SHARE * components.size(largest));
        }
        return kept;
    }

    private static LabelMap only(LabelMap part, ConnectedComponents components, boolean[] kept) {
        LabelMap numbers = components.map();
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
