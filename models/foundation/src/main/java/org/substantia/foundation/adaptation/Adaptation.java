package org.substantia.foundation.adaptation;

import java.util.EnumSet;
import java.util.Set;
import org.substantia.base.text.Format;

/**
 * A way of adapting an encoder: how much of it is trained, and what of its answer describes a patient.
 *
 * @param kind what is trained
 * @param blocks how many of the last blocks are trained; 0 unless the kind is {@link Kind#LAST}
 * @param pooling what describes a patient
 */
public record Adaptation(Kind kind, int blocks, Pooling pooling) {
    /** What is trained, from least to most. */
    public enum Kind {
        /** Logistic regression on the features (linear probe). */
        PROBE,
        /** A learned query that weighs the slices, and the probe's weights, which it starts from. */
        POOLING,
        /** Changes of low rank of the matrices of attention and of the patches (Hu et al. 2021), and the pooling. */
        LORA,
        /**
         * {@link #LORA}, a token of each region from the patches of several blocks, and what guides the training: a
         * segmentation of the nuclei and a contrast between the diagnoses (MRN, arXiv 2509.17566).
         */
        MRN,
        /** The last blocks and the pooling. */
        LAST,
        /** Everything. */
        FULL,
        /** Everything from random weights: what the encoder's own training is worth. */
        SCRATCH
    }

    /** What of an encoder's answer describes a patient. */
    public enum Pooling {
        /** Class token and mean patch of each slice. */
        SLICES,
        /** The mean patch within each nucleus (masked average pooling). */
        NUCLEI
    }

    private static final String NUCLEI = "nuclei-";
    private static final String LAST = "last-";
    private static final Set<Kind> BY_SLICES_ALONE = EnumSet.of(Kind.POOLING, Kind.MRN);

    /** @throws IllegalArgumentException if there is no such way */
    public Adaptation {
        if ((kind == Kind.LAST) != (blocks > 0) || blocks < 0) {
            throw new IllegalArgumentException(kind + " with " + blocks + " blocks");
        }
        if (!describes(pooling, kind)) {
            throw new IllegalArgumentException(kind + " weighs slices and patches by itself");
        }
    }

    private static boolean describes(Pooling pooling, Kind kind) {
        return pooling == Pooling.SLICES || !BY_SLICES_ALONE.contains(kind);
    }

    /**
     * As {@link #toString} writes it: {@code probe}, {@code pooling}, {@code lora}, {@code mrn}, {@code last-2},
     * {@code full}, {@code scratch}, and all but {@code pooling} and {@code mrn} behind {@code nuclei-}.
     *
     * @throws IllegalArgumentException naming the possible words
     */
    public static Adaptation parse(String text) {
        Pooling pooling = text.startsWith(NUCLEI) ? Pooling.NUCLEI : Pooling.SLICES;
        String way = pooling == Pooling.NUCLEI ? text.substring(NUCLEI.length()) : text;
        if (way.matches(LAST + "[1-9]\\d?")) {
            return new Adaptation(Kind.LAST, Integer.parseInt(way.substring(LAST.length())), pooling);
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.LAST && way.equals(Format.lowerCase(kind)) && describes(pooling, kind)) {
                return new Adaptation(kind, 0, pooling);
            }
        }
        throw new IllegalArgumentException("'" + text + "' is none of " + words());
    }

    private static String words() {
        return "probe, pooling, lora, mrn, last-2 (or another number), full, scratch, "
                + "nuclei-probe, nuclei-lora, nuclei-last-2, nuclei-full, nuclei-scratch";
    }

    /**
     * Makes sure that an encoder has the blocks to train.
     *
     * @param depth its number of blocks
     * @throws IllegalArgumentException naming this way and the encoder's blocks
     */
    public void requireDepth(int depth) {
        if (blocks > depth) {
            throw new IllegalArgumentException(this + ": the encoder has " + Format.count(depth, "block") + " only");
        }
    }

    /** Whether nothing but a logistic regression is fitted. */
    boolean isProbe() {
        return kind == Kind.PROBE;
    }

    /** Whether a learned query weighs the slices; where it is not learned, all count the same. */
    boolean weighsSlices() {
        return !isProbe() && pooling == Pooling.SLICES;
    }

    /** Whether the encoder is changed by matrices of low rank. */
    boolean isLowRank() {
        return kind == Kind.LORA || kind == Kind.MRN;
    }

    @Override
    public String toString() {
        String way = kind == Kind.LAST ? LAST + blocks : Format.lowerCase(kind);
        return pooling == Pooling.NUCLEI ? NUCLEI + way : way;
    }
}
