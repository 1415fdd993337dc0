package org.substantia.synthesis.anatomy.build.shape;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.synthesis.anatomy.registration.LabelGroups;

/**
 * One person's label map.
 *
 * @param origin where it comes from
 * @param labels {@link SubcorticalLabel} numbers, cropped to what is labeled
 */
record ShapeSource(Origin origin, LabelMap labels) {
    /**
     * A file.
     *
     * @param id its name without {@code .nii.gz} and {@code _dseg}
     * @param file its name
     * @param sha256 of its content
     */
    record Origin(String id, String file, String sha256) {}

    private static final String SUFFIX = ".nii.gz";
    private static final int LABELS = SubcorticalLabel.values().length;

    /**
     * Reads a map. Where the fifth ventricle has no number, as in some files, every later number is one too low; they
     * are set right.
     *
     * @throws IOException in one line naming the file, if it cannot be read or is no such map
     */
    static ShapeSource read(Path file) throws IOException {
        LabelMap read = Nifti.readLabels(file).labels();
        BoundingBox box = read.boundingBox().orElseThrow(() -> new IOException(file + ": has no label"));
        LabelMap cropped = read.crop(box.grow(1, read.geometry()));
        SortedMap<Integer, Integer> counts = cropped.counts();
        int last = counts.lastKey();
        int gap = SubcorticalLabel.FIFTH_VENTRICLE.number();
        boolean shifted = last == LABELS - 1 && counts.size() == LABELS - 1;
        if (!shifted && last != LABELS) {
            throw new IOException(file + ": its labels end at " + last + "; a subcortical map of HOA-2 has " + LABELS);
        }
        byte[] numbers = new byte[cropped.geometry().voxelCount()];
        cropped.forEachLabeled((index, label) -> numbers[index] = (byte) (shifted && label >= gap ? label + 1 : label));
        LabelMap labels = LabelMap.ofBytes(cropped.geometry(), numbers);
        Set<Integer> present = labels.counts().keySet();
        for (List<SubcorticalLabel> group : SubcorticalLabel.GROUPS) {
            for (SubcorticalLabel label : group) {
                if (!present.contains(label.number())) {
                    throw new IOException(file + ": lacks label " + label.number() + ", which is needed");
                }
            }
        }
        String name = file.getFileName().toString();
        String id = name.substring(0, name.length() - SUFFIX.length()).replaceFirst("_dseg$", "");
        return new ShapeSource(new Origin(id, name, Sha256.hex(file)), labels);
    }

    /** The center of a nucleus, mm. */
    double[] center(Nucleus nucleus) {
        int wanted = SubcorticalLabel.of(nucleus).number();
        Geometry grid = labels.geometry();
        double[] sum = new double[4];
        labels.forEachLabeled((index, label) -> {
            if (label == wanted) {
                sum[0] += grid.x(index);
                sum[1] += grid.y(index);
                sum[2] += grid.z(index);
                sum[3]++;
            }
        });
        return grid.affine().apply(sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]);
    }

    /** The volume of every group of {@link SubcorticalLabel#GROUPS}, mm3. */
    double[] volumes() {
        SortedMap<Integer, Integer> counts = labels.counts();
        return SubcorticalLabel.GROUPS.stream()
                .mapToDouble(group -> labels.geometry().voxelVolumeMm3()
                        * group.stream()
                                .mapToInt(label -> counts.getOrDefault(label.number(), 0))
                                .sum())
                .toArray();
    }

    /**
     * The groups that are registered.
     *
     * @param toWorld from this person's world to the one in which they are wanted
     */
    LabelGroups groups(Affine toWorld) {
        List<List<Integer>> groupsOf = new ArrayList<>();
        groupsOf.add(List.of());
        for (SubcorticalLabel label : SubcorticalLabel.values()) {
            groupsOf.add(label.group().map(List::of).orElse(List.of()));
        }
        Geometry own = labels.geometry();
        Geometry moved = new Geometry(own.nx(), own.ny(), own.nz(), toWorld.compose(own.affine()));
        return new LabelGroups(LabelMap.of(moved, LabelMap.Width.UNSIGNED_8, labels.toIntArray()), groupsOf);
    }
}
