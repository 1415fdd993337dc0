package org.substantia.foundation.adaptation;

import org.substantia.base.text.Format;

/**
 * A way of adapting an encoder: how much of it is trained.
 *
 * @param kind what is trained
 * @param blocks how many of the last blocks are trained; 0 unless the kind is {@link Kind#LAST}
 */
public record Adaptation(Kind kind, int blocks) {
    /** What is trained, from least to most. */
    public enum Kind {
        /** Logistic regression on the mean of the slices' features (linear probe). */
        PROBE,
        /** Logistic regression on the mean patch within each nucleus. */
        NUCLEI_PROBE,
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

    private static final String LAST = "last-";

    public Adaptation {
        if ((kind == Kind.LAST) != (blocks > 0) || blocks < 0) {
            throw new IllegalArgumentException(kind + " with " + blocks + " blocks");
        }
    }

    public static Adaptation of(Kind kind) {
        return new Adaptation(kind, 0);
    }

    /**
     * As {@link #toString} writes it: {@code probe}, {@code nuclei-probe}, {@code pooling}, {@code lora}, {@code mrn},
     * {@code last-2}, {@code full}, {@code scratch}.
     *
     * @throws IllegalArgumentException naming the possible words
     */
    public static Adaptation parse(String text) {
        if (text.matches(LAST + "[1-9]\\d?")) {
            return new Adaptation(Kind.LAST, Integer.parseInt(text.substring(LAST.length())));
        }
        return switch (text) {
            case "probe" -> of(Kind.PROBE);
            case "nuclei-probe" -> of(Kind.NUCLEI_PROBE);
            case "pooling" -> of(Kind.POOLING);
            case "lora" -> of(Kind.LORA);
            case "mrn" -> of(Kind.MRN);
            case "full" -> of(Kind.FULL);
            case "scratch" -> of(Kind.SCRATCH);
            default ->
                throw new IllegalArgumentException("'" + text + "' is none of probe, nuclei-probe, pooling, lora, mrn, "
                        + "last-2 (or another number), full, scratch");
        };
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
        return kind == Kind.PROBE || kind == Kind.NUCLEI_PROBE;
    }

    /** Whether the encoder is changed by matrices of low rank. */
    boolean isLowRank() {
        return kind == Kind.LORA || kind == Kind.MRN;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case PROBE -> "probe";
            case NUCLEI_PROBE -> "nuclei-probe";
            case POOLING -> "pooling";
            case LORA -> "lora";
            case MRN -> "mrn";
            case LAST -> LAST + blocks;
            case FULL -> "full";
            case SCRATCH -> "scratch";
        };
    }
}
