package org.substantia.imaging.resampling;

import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/** Lets the eight voxels around a point vote; no volume for each label is ever built. */
final class VotingLabelSampler implements LabelSampler {
    /** Sums that differ by less are equal: they differ by the order of their terms alone. */
    private static final double TIE = 1e-9;

    private final LabelMap labels;
    private final Geometry grid;

    VotingLabelSampler(LabelMap labels) {
        this.labels = labels;
        this.grid = labels.geometry();
    }

    @Override
    public int at(double x, double y, double z) {
        if (!Extent.contains(x, grid.nx()) || !Extent.contains(y, grid.ny()) || !Extent.contains(z, grid.nz())) {
            return 0;
        }
        int left = (int) Math.floor(x);
        int front = (int) Math.floor(y);
        int below = (int) Math.floor(z);
        int x0 = Extent.clamp(left, grid.nx());
        int x1 = Extent.clamp(left + 1, grid.nx());
        int r00 = row(front, below);
        int r10 = row(front + 1, below);
        int r01 = row(front, below + 1);
        int r11 = row(front + 1, below + 1);
        int l0 = labels.get(r00 + x0);
        int l1 = labels.get(r00 + x1);
        int l2 = labels.get(r10 + x0);
        int l3 = labels.get(r10 + x1);
        int l4 = labels.get(r01 + x0);
        int l5 = labels.get(r01 + x1);
        int l6 = labels.get(r11 + x0);
        int l7 = labels.get(r11 + x1);
        if (((l0 ^ l1) | (l0 ^ l2) | (l0 ^ l3) | (l0 ^ l4) | (l0 ^ l5) | (l0 ^ l6) | (l0 ^ l7)) == 0) {
            return l0;
        }
        return vote(new int[] {l0, l1, l2, l3, l4, l5, l6, l7}, x - left, y - front, z - below);
    }

    private int row(int y, int z) {
        return grid.index(0, Extent.clamp(y, grid.ny()), Extent.clamp(z, grid.nz()));
    }

    private static int vote(int[] candidates, double fx, double fy, double fz) {
        int winner = 0;
        double most = -1;
        for (int i = 0; i < 8; i++) {
            double sum = 0;
            for (int k = 0; k < 8; k++) {
                if (candidates[k] == candidates[i]) {
                    sum += ((k & 1) == 0 ? 1 - fx : fx) * ((k & 2) == 0 ? 1 - fy : fy) * ((k & 4) == 0 ? 1 - fz : fz);
                }
            }
            if (sum > most + TIE || (sum > most - TIE && candidates[i] < winner)) {
                most = sum;
                winner = candidates[i];
            }
        }
        return winner;
    }
}
