package org.substantia.imaging.nifti;

import java.util.Optional;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * Makes labels of values that should be whole numbers, and keeps apart which of them are to the last bit. The second
 * map costs nothing until a label is rounded. For one thread.
 */
final class LabelRounding {
    private final String file;
    private final Geometry geometry;
    private final double slack;
    private final OddVoxels policy;
    private final LabelPieces labels = new LabelPieces();
    private Optional<LabelPieces> exact = Optional.empty();
    private int[] block = new int[0];
    private int odd;
    private String firstOdd = "";

    /** @param slack the farthest that a label may lie from a whole number */
    LabelRounding(String file, Geometry geometry, double slack, OddVoxels policy) {
        this.file = file;
        this.geometry = geometry;
        this.slack = slack;
        this.policy = policy;
    }

    /**
     * @param values of the next voxels
     * @param index of the first of them
     * @param decoder where they come from
     */
    void add(double[] values, int count, int index, VoxelDecoder decoder) throws NiftiException {
        if (block.length < count) {
            block = new int[count];
        }
        boolean inexact = false;
        boolean rounded = false;
        for (int i = 0; i < count; i++) {
            // Rounds to the nearest; a value that is NaN or beyond an int differs from the outcome.
            int label = (int) Math.rint(values[i]);
            block[i] = label;
            inexact |= values[i] != label;
        }
        if (inexact || decoder.isComplex()) {
            rounded = round(values, count, index, decoder);
        }
        if (rounded && exact.isEmpty()) {
            exact = Optional.of(labels.copy());
        }
        labels.add(block, count);
        if (exact.isPresent()) {
            for (int i = 0; i < count; i++) {
                block[i] = values[i] == (int) values[i] ? (int) values[i] : 0;
            }
            exact.get().add(block, count);
        }
    }

    /** @return whether a label differs from its value */
    private boolean round(double[] values, int count, int index, VoxelDecoder decoder) throws NiftiException {
        boolean rounded = false;
        for (int i = 0; i < count; i++) {
            boolean imaginary = decoder.isImaginary(i);
            if (imaginary || !(Math.abs(values[i] - block[i]) <= slack)) {
                odd(values[i] + (imaginary ? " with an imaginary part" : ""), index + i);
                // A program that takes the real part sees a label here.
                rounded |= imaginary && values[i] == block[i] && block[i] != 0;
                block[i] = 0;
            } else {
                rounded |= values[i] != block[i] && block[i] != 0;
            }
        }
        return rounded;
    }

    private void odd(String value, int index) throws NiftiException {
        if (odd == 0) {
            firstOdd = value + " at " + NiftiReader.place(geometry, index);
            if (policy == OddVoxels.REJECT) {
                throw new NiftiException(file, "holds " + firstOdd + "; a label must be a whole number of 32 bits");
            }
        }
        odd++;
    }

    NiftiLabels finish(NiftiHeader header, boolean gzipped) {
        LabelMap map = labels.join(geometry);
        LabelMap exactMap = exact.isPresent() ? exact.get().join(geometry) : map;
        return new NiftiLabels(header, map, exactMap, odd, firstOdd, gzipped);
    }
}
