package org.substantia.synthesis.anatomy.build;

import java.util.Arrays;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.Tissue;

/**
 * What a head would be without its caudate, putamen and pallidum: each of their voxels takes the tissue of the nearest
 * voxel around them that could hold one.
 */
final class NucleusFill {
    private static final byte OPEN = -1;

    private NucleusFill() {}

    /** @param codes {@link HeadLabel} codes */
    static LabelMap fill(LabelMap codes) {
        Geometry g = codes.geometry();
        byte[] tissue = new byte[g.voxelCount()];
        int[] open = new int[tissue.length];
        int count = 0;
        for (int i = 0; i < tissue.length; i++) {
            HeadLabel label = HeadLabel.ofCode(codes.get(i));
            if (label.tissue().isPresent()) {
                tissue[i] = (byte) label.tissue().get().label();
            } else {
                tissue[i] = OPEN;
                open[count++] = i;
            }
        }
        open = Arrays.copyOf(open, count);
        grow(g, tissue, open);
        return LabelMap.ofBytes(g, tissue);
    }

    /**
     * Layer by layer, a voxel takes the tissue with the largest weight among its 26 neighbors that have one. Nuclei are
     * a few voxels thick, so that the layers are as good as distances.
     */
    private static void grow(Geometry g, byte[] tissue, int[] open) {
        int[] left = open;
        double[] votes = new double[Tissue.count()];
        while (left.length > 0) {
            byte[] layer = new byte[left.length];
            int[] next = new int[left.length];
            int remaining = 0;
            for (int k = 0; k < left.length; k++) {
                layer[k] = vote(g, tissue, left[k], votes);
                if (layer[k] == OPEN) {
                    next[remaining++] = left[k];
                }
            }
            if (remaining == left.length) {
                throw new IllegalArgumentException("a nucleus with no brain tissue around it");
            }
            for (int k = 0; k < left.length; k++) {
                tissue[left[k]] = layer[k];
            }
            left = Arrays.copyOf(next, remaining);
        }
    }

    private static byte vote(Geometry g, byte[] tissue, int voxel, double[] votes) {
        Arrays.fill(votes, 0);
        int x = voxel % g.nx();
        int y = voxel / g.nx() % g.ny();
        int z = voxel / g.nx() / g.ny();
        for (int dz = -1; dz <= 1; dz++) {
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    if (g.contains(x + dx, y + dy, z + dz)) {
                        byte label = tissue[g.index(x + dx, y + dy, z + dz)];
                        if (label != OPEN && canHost(label)) {
                            votes[label] += 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
                        }
                    }
                }
            }
        }
        int best = 0;
        for (int label = 1; label < votes.length; label++) {
            if (votes[label] > votes[best]) {
                best = label;
            }
        }
        return votes[best] > 0 ? (byte) best : OPEN;
    }

    /** Lesions, vessels and choroid plexus are not spread into the place of a nucleus. */
    private static boolean canHost(byte label) {
        return switch (Tissue.ofLabel(label).orElseThrow()) {
            case WHITE_MATTER,
                    CORTEX,
                    VENTRICLE,
                    CSF,
                    BRAINSTEM,
                    VENTRAL_DIENCEPHALON,
                    THALAMUS,
                    LIMBIC_GRAY,
                    ACCUMBENS -> true;
            default -> false;
        };
    }
}
