package org.substantia.synthesis.anatomy.coding;

/**
 * Writes bits, or reads them back, each under a probability that both sides know; so one model serves both directions.
 */
interface BitCoder {
    int PROBABILITY_BITS = 16;

    /**
     * @param bit 0 or 1; ignored when reading
     * @param probabilityOfOne 1 to 65535, in 65536ths
     * @return the bit
     */
    int code(int bit, int probabilityOfOne);
}
