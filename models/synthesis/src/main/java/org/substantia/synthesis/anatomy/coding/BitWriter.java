package org.substantia.synthesis.anatomy.coding;

import java.io.ByteArrayOutputStream;

/** Arithmetic coder without carries: the interval's common leading bytes leave it as soon as they are settled. */
final class BitWriter implements BitCoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long low;
    private long high = 0xffffffffL;

    @Override
    public int code(int bit, int probabilityOfOne) {
        long middle = low + (((high - low) * probabilityOfOne) >>> PROBABILITY_BITS);
        if (bit != 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
        while (((low ^ high) & 0xff000000L) == 0) {
            out.write((int) (high >>> 24));
            low = (low << 8) & 0xffffffffL;
            high = ((high << 8) & 0xffffffffL) | 0xff;
        }
        return bit;
    }

    /** Ends the code; call once. */
    byte[] finish() {
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write((int) (low >>> shift));
        }
        return out.toByteArray();
    }
}
