package org.substantia.foundation.pretraining;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Shares of tokens in prototypes such that every prototype gets about as much: three rounds of Sinkhorn and Knopp's
 * scaling (Caron et al. 2020). A teacher that gives every token the same answer, which is what would make its student's
 * task trivial, has no such shares to give. Stateless.
 */
final class BalancedAssignment {
    private static final int ROUNDS = 3;

    private BalancedAssignment() {}

    /**
     * To be called within a PointerScope.
     *
     * @param nearness shape (tokens, prototypes), -1 to 1
     * @param temperature the lower, the nearer to a decision; at least 0.03, below which float32 has no numbers for it
     * @return likewise, with rows of sum 1
     */
    static Tensor of(Tensor nearness, double temperature) {
        Tensor shares =
                nearness.sub(nearness.max()).div(new Scalar(temperature)).exp();
        for (int round = 0; round < ROUNDS; round++) {
            shares = shares.div(shares.sum(new long[] {0}, true, new ScalarTypeOptional()));
            shares = shares.div(shares.sum(new long[] {1}, true, new ScalarTypeOptional()));
        }
        return shares;
    }
}
