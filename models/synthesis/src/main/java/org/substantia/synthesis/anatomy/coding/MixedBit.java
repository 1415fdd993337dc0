package org.substantia.synthesis.anatomy.coding;

import java.util.Arrays;

/**
 * Joins what several contexts foretell of a bit into one probability: a weighted sum in the logistic domain whose
 * weights learn which contexts to trust (Mahoney 2005). Tables stand in for logarithm and exponential, so that every
 * machine computes the same.
 */
final class MixedBit {
    private static final int LEVELS = 4096;
    private static final float RANGE = 12;
    private static final float LEARNING_RATE = 0.02f;
    private static final float[] LOGIT = new float[LEVELS];
    private static final float[] LOGISTIC = new float[LEVELS + 1];

    static {
        for (int i = 0; i < LEVELS; i++) {
            double p = (i + 0.5) / LEVELS;
            LOGIT[i] = (float) StrictMath.log(p / (1 - p));
        }
        for (int i = 0; i <= LEVELS; i++) {
            double x = (2.0 * i / LEVELS - 1) * RANGE;
            LOGISTIC[i] = (float) (1 / (1 + StrictMath.exp(-x)));
        }
    }

    private final BitModels[] models;
    private final int[] contexts;
    private final float[] foretold;
    private final float[] weights;

    /**
     * @param inputs number of contexts joined
     * @param contextBits size of each context's table, as a power of two
     * @param weightSets number of sets of weights
     */
    MixedBit(int inputs, int contextBits, int weightSets) {
        this.models = new BitModels[inputs];
        for (int i = 0; i < inputs; i++) {
            models[i] = new BitModels(1 << contextBits, 250);
        }
        this.contexts = new int[inputs];
        this.foretold = new float[inputs];
        this.weights = new float[inputs * weightSets];
        Arrays.fill(weights, 1.3f / inputs);
    }

    /** Sets one context for the next bit. */
    void context(int input, int context) {
        contexts[input] = context;
    }

    int code(BitCoder coder, int weightSet, int bit) {
        int inputs = contexts.length;
        int first = weightSet * inputs;
        float sum = 0;
        for (int i = 0; i < inputs; i++) {
            foretold[i] = LOGIT[models[i].probability(contexts[i]) >>> 4];
            sum += foretold[i] * weights[first + i];
        }
        float clipped = Math.max(-RANGE, Math.min(RANGE, sum));
        float probability = LOGISTIC[(int) ((clipped + RANGE) * (LEVELS / (2 * RANGE)))];
        int scaled = Math.max(1, Math.min(65535, (int) (probability * 65536)));
        int coded = coder.code(bit, scaled);
        float error = (coded - probability) * LEARNING_RATE;
        for (int i = 0; i < inputs; i++) {
            weights[first + i] += error * foretold[i];
            models[i].learn(contexts[i], coded);
        }
        return coded;
    }
}
