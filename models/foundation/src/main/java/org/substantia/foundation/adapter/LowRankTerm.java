package org.substantia.foundation.adapter;

import java.util.Arrays;
import java.util.List;

/**
 * A change of low rank of one matrix, or of some of its rows: {@code scale * B A} (Hu et al. 2021). The numbers belong
 * to it and are not to be changed.
 *
 * @param module of the network, such as {@code blocks.0.attn.qkv}
 * @param part of the matrix's rows that is changed, from 0
 * @param parts of equal size that the rows are divided into, 1 for the whole matrix
 * @param rank of the change
 * @param inputs numbers that one output is a sum of
 * @param outputs rows of this part
 * @param scale alpha / rank, or alpha / sqrt(rank)
 * @param down A, shape (rank, inputs)
 * @param up B, shape (outputs, rank)
 */
@SuppressWarnings("ArrayRecordComponent") // large, and handed on within the program only
public record LowRankTerm(
        String module, int part, int parts, int rank, int inputs, int outputs, double scale, float[] down, float[] up) {
    /** @throws IllegalArgumentException if the numbers do not fill the matrices */
    public LowRankTerm {
        if (down.length != rank * inputs || up.length != outputs * rank) {
            throw new IllegalArgumentException("%d and %d numbers do not make a change of rank %d of %d x %d"
                    .formatted(down.length, up.length, rank, outputs, inputs));
        }
    }

    /** In the network: {@code blocks.0.attn.qkv.lora_A}, with the part's number behind where there are several. */
    String downName() {
        return module + ".lora_A" + suffix();
    }

    String upName() {
        return module + ".lora_B" + suffix();
    }

    private String suffix() {
        return parts == 1 ? "" : "." + part;
    }

    LowRankTerm with(float[] otherDown, float[] otherUp) {
        return new LowRankTerm(module, part, parts, rank, inputs, outputs, scale, otherDown, otherUp);
    }

    /**
     * Adds the change to a matrix of all rows.
     *
     * @param sign 1 to merge, -1 to take out again
     */
    void addTo(float[] matrix, int sign) {
        int begin = part * outputs;
        for (int row = 0; row < outputs; row++) {
            double[] sum = new double[inputs];
            for (int k = 0; k < rank; k++) {
                double factor = scale * up[row * rank + k];
                for (int i = 0; i < inputs; i++) {
                    sum[i] += factor * down[k * inputs + i];
                }
            }
            int at = (begin + row) * inputs;
            for (int i = 0; i < inputs; i++) {
                matrix[at + i] = (float) (matrix[at + i] + sign * sum[i]);
            }
        }
    }

    /** The same change of the whole matrix as one term of scale 1, its ranks one after the other. */
    static LowRankTerm joined(List<LowRankTerm> terms) {
        LowRankTerm first = terms.get(0);
        int rank = terms.stream().mapToInt(LowRankTerm::rank).sum();
        int outputs = first.outputs * first.parts;
        float[] down = new float[rank * first.inputs];
        float[] up = new float[outputs * rank];
        int from = 0;
        for (LowRankTerm term : terms) {
            System.arraycopy(term.down, 0, down, from * term.inputs, term.down.length);
            for (int row = 0; row < term.outputs; row++) {
                for (int k = 0; k < term.rank; k++) {
                    up[(term.part * term.outputs + row) * rank + from + k] =
                            (float) (term.scale * term.up[row * term.rank + k]);
                }
            }
            from += term.rank;
        }
        return new LowRankTerm(first.module, 0, 1, rank, first.inputs, outputs, 1, down, up);
    }

    /** A change of the whole matrix as changes of its parts, which share A. */
    List<LowRankTerm> split(int into) {
        LowRankTerm[] split = new LowRankTerm[into];
        int rows = outputs / into;
        for (int i = 0; i < into; i++) {
            float[] some = Arrays.copyOfRange(up, i * rows * rank, (i + 1) * rows * rank);
            split[i] = new LowRankTerm(module, i, into, rank, inputs, rows, scale, down, some);
        }
        return List.of(split);
    }

    @Override
    public String toString() {
        return "rank %d of %s, part %d of %d".formatted(rank, module, part + 1, parts);
    }
}
