package org.substantia.synthesis.anatomy.coding;

import java.util.Arrays;

/** Probabilities of bits by context, learnt as they go by: fast at first, slower with experience. */
final class BitModels {
    private static final int[] RATE = new int[256];

    static {
        for (int n = 0; n < RATE.length; n++) {
            RATE[n] = (int) (65536 / (n + 1.6));
        }
    }

    /** Probability of 1 in 65536ths, and in the low bits how often the context was met. */
    private final int[] probability;

    private final int[] met;
    private final int patience;

    /** @param patience how many bits a context remembers, 1 to 255 */
    BitModels(int contexts, int patience) {
        this.probability = new int[contexts];
        this.met = new int[contexts];
        this.patience = patience;
        Arrays.fill(probability, 1 << 15);
    }

    /** In 65536ths, 1 to 65535. */
    int probability(int context) {
        return probability[context];
    }

    void learn(int context, int bit) {
        int p = probability[context];
        int n = met[context];
        int target = bit != 0 ? 65535 : 1;
        p += (int) (((long) (target - p) * RATE[n]) >> 16);
        probability[context] = Math.max(1, Math.min(65535, p));
        if (n < patience) {
            met[context] = n + 1;
        }
    }

    int code(BitCoder coder, int context, int bit) {
        int coded = coder.code(bit, probability[context]);
        learn(context, coded);
        return coded;
    }
}
