package org.substantia.segmentation.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;

/**
 * Classes that exclude each other, among which one head of a network decides. Class 0 is the background, class k the
 * k-th structure.
 *
 * @param name {@code QSM}, {@code NM} or that of another protocol
 * @param structures in the order of their classes
 */
public record LabelSet(String name, List<Structure> structures) {
    private static final String LEFT = "_l";
    private static final String RIGHT = "_r";

    /**
     * @param name in the field's short form, {@code SN_r}
     * @param label its value in label maps
     * @param mirror name of the structure on the other side, its own where it is unpaired
     * @param weight in the loss; the challenge's region weight where it has one
     */
    public record Structure(String name, int label, String mirror, double weight) {
        /** Whether it has no structure on the other side: it lies on the midline, or on both sides. */
        public boolean unpaired() {
            return mirror.equals(name);
        }
    }

    public LabelSet {
        structures = List.copyOf(structures);
        List<String> names = structures.stream().map(Structure::name).toList();
        for (Structure structure : structures) {
            if (!names.contains(structure.mirror())) {
                throw new IllegalArgumentException("%s is mirrored to %s, which label set %s lacks"
                        .formatted(structure.name(), structure.mirror(), name));
            }
            if (structure.label() < 1 || structure.label() > 255) {
                throw new IllegalArgumentException(
                        "label " + structure.label() + " of " + structure.name() + " is not from 1 to 255");
            }
        }
        if (structures.isEmpty() || names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("label set " + name + " needs structures of different names");
        }
    }

    /** The label set of one of the challenge's two kinds of mask. */
    public static LabelSet of(LabelScheme scheme) {
        List<Structure> structures = new ArrayList<>();
        for (Nucleus nucleus : scheme.nuclei()) {
            double weight = scheme == LabelScheme.NM ? 2 : nucleus.structure().qsmWeight();
            structures.add(new Structure(
                    nucleus.symbol(),
                    scheme.labelOf(nucleus).orElseThrow(),
                    nucleus.mirrored().symbol(),
                    // The thalamus is not scored, yet it is labeled, and its neighbors' borders are its own.
                    weight > 0 ? weight : 0.7));
        }
        return new LabelSet(scheme.name(), structures);
    }

    /**
     * Whether a head of a network means the same for both: their names, and the names and mirrors of their structures
     * in order. Weights and the values in masks do not matter to a network.
     */
    public boolean meansSame(LabelSet other) {
        return name.equals(other.name) && meanings().equals(other.meanings());
    }

    private List<List<String>> meanings() {
        return structures.stream().map(s -> List.of(s.name(), s.mirror())).toList();
    }

    /** The same structures in the same masks, each of weight 1. */
    public LabelSet unweighted() {
        return new LabelSet(
                name,
                structures.stream()
                        .map(s -> new Structure(s.name(), s.label(), s.mirror(), 1))
                        .toList());
    }

    /**
     * The label set of one half of the head: the left one's structures, each its own mirror image. The names of the
     * sides end with {@code _l} and {@code _r}, as in the field's short form.
     *
     * @return empty if a structure is unpaired or its side cannot be told from its name
     */
    public Optional<LabelSet> leftHalf() {
        List<Structure> left = new ArrayList<>();
        for (Structure structure : structures) {
            String name = structure.name();
            if (!name.matches(".*_[lr]") || !structure.mirror().equals(otherSide(name))) {
                return Optional.empty();
            }
            if (name.endsWith(LEFT)) {
                left.add(new Structure(name, structure.label(), name, structure.weight()));
            }
        }
        return 2 * left.size() == structures.size() ? Optional.of(new LabelSet(name, left)) : Optional.empty();
    }

    private static String otherSide(String name) {
        String stem = name.substring(0, name.length() - LEFT.length());
        return stem + (name.endsWith(LEFT) ? RIGHT : LEFT);
    }

    /** The class of this label set that each class of its {@link #leftHalf} is. */
    public byte[] classOfLeft() {
        byte[] table = new byte[structures.size() / 2 + 1];
        int next = 1;
        for (int k = 0; k < structures.size(); k++) {
            if (structures.get(k).name().endsWith(LEFT)) {
                table[next++] = (byte) (k + 1);
            }
        }
        return table;
    }

    /** Background included. */
    public int classes() {
        return structures.size() + 1;
    }

    /** The class of each label map value, 0 to 255; 0 for values that the label set does not have. */
    public byte[] classOfLabel() {
        byte[] table = new byte[256];
        for (int k = 0; k < structures.size(); k++) {
            table[structures.get(k).label()] = (byte) (k + 1);
        }
        return table;
    }

    /** The class that each class becomes in a mirrored image. */
    public byte[] mirroredClasses() {
        byte[] table = new byte[classes()];
        for (int k = 0; k < structures.size(); k++) {
            String mirror = structures.get(k).mirror();
            for (int m = 0; m < structures.size(); m++) {
                if (structures.get(m).name().equals(mirror)) {
                    table[k + 1] = (byte) (m + 1);
                }
            }
        }
        return table;
    }
}
