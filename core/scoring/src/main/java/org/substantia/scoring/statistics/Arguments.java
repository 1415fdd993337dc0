package org.substantia.scoring.statistics;

/** The checks that the tests of this package share. */
final class Arguments {
    private Arguments() {}

    static void requireSameLength(String what, int first, int second) {
        if (first != second) {
            throw new IllegalArgumentException(
                    what + " must cover the same patients, but there are " + first + " and " + second);
        }
    }

    static void requireSome(int patients) {
        if (patients < 1) {
            throw new IllegalArgumentException("at least one patient is needed");
        }
    }

    static void requireFinite(double[] values) {
        requireSome(values.length);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("the value of patient " + i + " is " + values[i] + ", not a number");
            }
        }
    }

    static void requireBinary(int[] labels) {
        requireSome(labels.length);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != 0 && labels[i] != 1) {
                throw new IllegalArgumentException("the label of patient " + i + " is " + labels[i] + ", not 0 or 1");
            }
        }
    }

    static void requireLevel(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("a confidence level lies between 0 and 1, not " + level);
        }
    }

    static double[] differences(double[] first, double[] second) {
        requireSameLength("the two sets of values", first.length, second.length);
        requireFinite(first);
        requireFinite(second);
        double[] differences = new double[first.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = first[i] - second[i];
        }
        return differences;
    }
}
