package org.substantia.synthesis.anatomy.coding;

import org.substantia.imaging.Geometry;

/** Foretells a label from those before it, in coding and decoding alike; for one map. */
final class LabelModel {
    private static final int LABEL_BITS = 6;
    private static final int CONTEXT_BITS = 16;
    private static final int INPUTS = 6;
    private static final int RANKS = 3;

    /** The nearest voxels before a voxel, by how much they tell of it: x, y, z. */
    private static final int[][] NEIGHBORS = {
        {-1, 0, 0},
        {0, -1, 0},
        {0, 0, -1},
        {1, 0, -1},
        {0, 1, -1},
        {1, -1, 0},
        {-1, -1, 0},
        {-1, 0, -1},
        {0, -1, -1},
        {1, 1, -1},
        {-2, 0, 0},
        {0, -2, 0},
        {0, 0, -2}
    };

    private static final int[] VOTES = {5, 5, 5, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2};
    /** How many of them must agree for a place to count as uniform. */
    private static final int NEAREST = 10;

    private final Geometry geometry;
    private final int rowStride;
    private final int planeStride;
    private final byte[] padded;
    private final int[] offsets = new int[NEIGHBORS.length];
    private final int[] around = new int[NEIGHBORS.length];
    private final int[] votes = new int[1 << LABEL_BITS];
    private final int[] candidates = new int[RANKS];
    private final BitModels uniform = new BitModels(8 << LABEL_BITS, 255);
    private final BitModels spelling = new BitModels(1 << (2 * LABEL_BITS), 60);
    private final MixedBit isCandidate = new MixedBit(INPUTS, CONTEXT_BITS, RANKS * (NEIGHBORS.length + 1));

    LabelModel(Geometry geometry) {
        this.geometry = geometry;
        this.rowStride = geometry.nx() + 4;
        this.planeStride = rowStride * (geometry.ny() + 4);
        this.padded = new byte[planeStride * (geometry.nz() + 2)];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = NEIGHBORS[i][0] + rowStride * NEIGHBORS[i][1] + planeStride * NEIGHBORS[i][2];
        }
    }

    /** @param labels written to {@code coder} if it writes, else filled from it */
    void code(BitCoder coder, byte[] labels) {
        int at = 0;
        for (int z = 0; z < geometry.nz(); z++) {
            for (int y = 0; y < geometry.ny(); y++) {
                int place = 2 + rowStride * (y + 2) + planeStride * (z + 2);
                for (int x = 0; x < geometry.nx(); x++, at++, place++) {
                    labels[at] = (byte) codeLabel(coder, labels[at], place);
                    padded[place] = labels[at];
                }
            }
        }
    }

    private int codeLabel(BitCoder coder, int label, int place) {
        int west = padded[place - 1];
        boolean same = true;
        for (int i = 1; i < NEAREST && same; i++) {
            same = padded[place + offsets[i]] == west;
        }
        if (same) {
            int far = (padded[place + offsets[10]] == west ? 1 : 0)
                    + (padded[place + offsets[11]] == west ? 2 : 0)
                    + (padded[place + offsets[12]] == west ? 4 : 0);
            int context = far << LABEL_BITS | west;
            return uniform.code(coder, context, label == west ? 1 : 0) != 0 ? west : spell(coder, west, label);
        }
        for (int i = 0; i < around.length; i++) {
            around[i] = padded[place + offsets[i]];
        }
        int found = rankCandidates();
        for (int rank = 0; rank < found; rank++) {
            int candidate = candidates[rank];
            int agreeing = setContexts(candidate, rank);
            int weightSet = rank * (NEIGHBORS.length + 1) + agreeing;
            if (isCandidate.code(coder, weightSet, label == candidate ? 1 : 0) != 0) {
                return candidate;
            }
        }
        return spell(coder, west, label);
    }

    private int rankCandidates() {
        for (int i = 0; i < around.length; i++) {
            votes[around[i]] += VOTES[i];
        }
        int found = 0;
        while (found < RANKS) {
            int best = -1;
            for (int label : around) {
                if (votes[label] > 0 && (best < 0 || votes[label] > votes[best])) {
                    best = label;
                }
            }
            if (best < 0) {
                break;
            }
            candidates[found++] = best;
            votes[best] = 0;
        }
        for (int label : around) {
            votes[label] = 0;
        }
        return found;
    }

    /** Returns how many neighbors have the candidate's label. */
    private int setContexts(int candidate, int rank) {
        int pattern = 0;
        int agreeing = 0;
        for (int i = 0; i < around.length; i++) {
            if (around[i] == candidate) {
                pattern |= 1 << i;
                agreeing++;
            }
        }
        int[] n = around;
        int seed = rank * 64 + candidate;
        isCandidate.context(0, hash(seed, pattern));
        isCandidate.context(1, hash(rank, n[0], n[1], n[2]));
        isCandidate.context(2, hash(rank + 8, n[0], n[1], n[5], n[6], n[10], n[11]));
        isCandidate.context(3, hash(rank + 16, n[2], n[3], n[4], n[7], n[8], n[12]));
        isCandidate.context(4, hash(rank + 24, n[0], n[1], n[2], n[3], n[4], n[5]));
        isCandidate.context(5, hash(seed + 1024, pattern & 0x3f, candidates[0], candidates[1]));
        return agreeing;
    }

    private static int hash(int seed, int... values) {
        int h = seed * 0x9E3779B1 + 0x7F4A7C15;
        for (int value : values) {
            h = (h ^ value) * 0x85EBCA6B;
            h ^= h >>> 15;
        }
        return (h * 0xC2B2AE35) >>> (32 - CONTEXT_BITS);
    }

    /** A label bit by bit, under the label of the neighbor. */
    private int spell(BitCoder coder, int neighbor, int label) {
        int node = 1;
        for (int bit = LABEL_BITS - 1; bit >= 0; bit--) {
            node = node << 1 | spelling.code(coder, neighbor << LABEL_BITS | node, label >> bit & 1);
        }
        return node - (1 << LABEL_BITS);
    }
}
