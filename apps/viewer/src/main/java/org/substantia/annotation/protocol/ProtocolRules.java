package org.substantia.annotation.protocol;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

/**
 * Checks a drawing against the protocol. Nuclei that are not drawn yet break no rule; numbers of slices are those of
 * the protocol's slices of 2 mm and are not checked on others.
 */
public final class ProtocolRules {
    private static final double PROTOCOL_SLICE_MM = 2;
    private static final double SLICE_TOLERANCE_MM = 0.2;
    private static final double MAX_SIDE_RATIO = 1.5;
    private static final int MAX_STN_DISTANCE = 2;

    private final LabelScheme scheme;
    private final LabelMap labels;
    private final Optional<Mask> outside;
    private final Map<Nucleus, Drawn> drawn = new EnumMap<>(Nucleus.class);
    private final List<RuleFinding> findings = new ArrayList<>();

    /** A nucleus as drawn: first and last axial plane, planes with voxels, voxels. */
    private record Drawn(Mask mask, int bottom, int top, int planes, int voxels) {}

    private ProtocolRules(LabelScheme scheme, LabelMap labels, Optional<Mask> outside) {
        this.scheme = scheme;
        this.labels = labels;
        this.outside = outside;
    }

    /**
     * What a drawing does not keep, by label.
     *
     * @param outside where the susceptibility map that was drawn on was masked out, on the same grid; empty for another
     *     image
     */
    public static List<RuleFinding> check(LabelScheme scheme, LabelMap labels, Optional<Mask> outside) {
        Optional<Mask> axial = outside.map(mask -> Reorient.to(Orientation.RAS, mask));
        ProtocolRules rules = new ProtocolRules(scheme, Reorient.toRas(labels), axial);
        for (Nucleus nucleus : scheme.nuclei()) {
            rules.measure(nucleus);
        }
        for (Nucleus nucleus : rules.drawn.keySet()) {
            rules.shape(nucleus);
        }
        double slice = rules.labels.geometry().spacing(2);
        if (Math.abs(slice - PROTOCOL_SLICE_MM) <= SLICE_TOLERANCE_MM) {
            for (Nucleus nucleus : rules.drawn.keySet()) {
                rules.slices(nucleus);
            }
        }
        return List.copyOf(rules.findings);
    }

    private void measure(Nucleus nucleus) {
        Mask mask = Mask.of(labels, scheme.labelOf(nucleus).orElseThrow());
        Geometry grid = mask.geometry();
        int bottom = -1;
        int top = -1;
        int planes = 0;
        for (int z = 0; z < grid.nz(); z++) {
            int end = grid.nx() * grid.ny() * (z + 1);
            if (mask.nextForeground(end - grid.nx() * grid.ny(), end) < end) {
                bottom = bottom < 0 ? z : bottom;
                top = z;
                planes++;
            }
        }
        if (planes > 0) {
            drawn.put(nucleus, new Drawn(mask, bottom, top, planes, mask.count()));
        }
    }

    private void shape(Nucleus nucleus) {
        Drawn one = drawn.get(nucleus);
        if (one.planes() < one.top() - one.bottom() + 1) {
            add(Rule.NO_GAP, nucleus, "a slice between the first and the last is empty");
        }
        int parts = ConnectedComponents.of(one.mask(), Connectivity.CORNERS).count();
        if (parts > 1) {
            add(Rule.ONE_PART, nucleus, "has " + parts + " parts; a nucleus is one");
        }
        if (hasHole(one)) {
            add(Rule.NO_HOLE, nucleus, "a slice has a hole");
        }
        Drawn other = drawn.get(nucleus.mirrored());
        if (nucleus.side() == Side.RIGHT && other != null) {
            double ratio = (double) Math.max(one.voxels(), other.voxels()) / Math.min(one.voxels(), other.voxels());
            if (ratio > MAX_SIDE_RATIO) {
                add(
                        Rule.EVEN_SIDES,
                        nucleus,
                        String.format(Locale.ROOT, "the larger side has %.1f times the volume of the smaller", ratio));
            }
        }
        outside.ifPresent(mask -> {
            int count = 0;
            for (int i = 0; i < mask.voxels().length; i++) {
                count += one.mask().contains(i) && mask.contains(i) ? 1 : 0;
            }
            if (count > 0) {
                add(
                        Rule.INSIDE,
                        nucleus,
                        Format.count(count, "voxel") + (count == 1 ? " lies" : " lie")
                                + " where the susceptibility map was masked out");
            }
        });
    }

    private static boolean hasHole(Drawn one) {
        Geometry grid = one.mask().geometry();
        Geometry flat = Geometry.axisAligned(grid.nx(), grid.ny(), 1, 1, 1, 1);
        int plane = grid.nx() * grid.ny();
        for (int z = one.bottom(); z <= one.top(); z++) {
            byte[] around = new byte[plane];
            for (int i = 0; i < plane; i++) {
                around[i] = (byte) (one.mask().contains(z * plane + i) ? 0 : 1);
            }
            ConnectedComponents parts = ConnectedComponents.of(new Mask(flat, around), Connectivity.FACES);
            for (boolean reached : reachingRim(parts, grid)) {
                if (!reached) {
                    return true;
                }
            }
        }
        return false;
    }

    /** In a single plane every voxel is at a face of the grid: what counts is the plane's rim. */
    private static boolean[] reachingRim(ConnectedComponents parts, Geometry grid) {
        boolean[] out = new boolean[parts.count()];
        LabelMap map = parts.map();
        for (int x = 0; x < grid.nx(); x++) {
            mark(out, map.get(x, 0, 0));
            mark(out, map.get(x, grid.ny() - 1, 0));
        }
        for (int y = 0; y < grid.ny(); y++) {
            mark(out, map.get(0, y, 0));
            mark(out, map.get(grid.nx() - 1, y, 0));
        }
        return out;
    }

    private static void mark(boolean[] out, int component) {
        if (component > 0) {
            out[component - 1] = true;
        }
    }

    private void slices(Nucleus nucleus) {
        Drawn one = drawn.get(nucleus);
        if (nucleus.structure() == Structure.SN) {
            int least = scheme == LabelScheme.NM ? 3 : 4;
            int most = least + 2;
            if (one.planes() < least || one.planes() > most) {
                add(
                        Rule.NIGRA_SLICES,
                        nucleus,
                        "is on " + Format.count(one.planes(), "slice") + "; " + least + " to " + most + " are usual");
            }
        }
        if (scheme == LabelScheme.NM) {
            return;
        }
        Drawn stn = drawn.get(Nucleus.of(Structure.STN, nucleus.side()));
        if (nucleus.structure() == Structure.SN && stn != null && one.top() != stn.top() - 1) {
            add(
                    Rule.NIGRA_TOP,
                    nucleus,
                    "begins at slice " + one.top() + "; one below the top of STN is " + (stn.top() - 1));
        }
        if (nucleus.structure() == Structure.STN) {
            if (one.planes() != 2) {
                add(Rule.STN_SLICES, nucleus, "is on " + Format.count(one.planes(), "slice") + "; 2 are usual");
            }
            Drawn red = drawn.get(Nucleus.of(Structure.RN, nucleus.side()));
            if (red != null && Math.abs(one.bottom() - red.top()) > MAX_STN_DISTANCE) {
                add(
                        Rule.STN_PLACE,
                        nucleus,
                        "begins at slice " + one.bottom() + ", the top of RN is slice " + red.top());
            }
        }
    }

    private void add(Rule rule, Nucleus nucleus, String message) {
        findings.add(new RuleFinding(rule, nucleus, message));
    }
}
