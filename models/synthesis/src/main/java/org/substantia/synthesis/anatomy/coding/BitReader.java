package org.substantia.synthesis.anatomy.coding;

/** The inverse of {@link BitWriter}; beyond its end a code continues with zeros. */
final class BitReader implements BitCoder {
    private final byte[] code;
    private int at;
    private long low;
    private long high = 0xffffffffL;
    private long value;

    BitReader(byte[] code, int from) {
        this.code = code;
        this.at = from;
        for (int i = 0; i < 4; i++) {
            value = (value << 8) | next();
        }
    }

    private int next() {
        return at < code.length ? code[at++] & 0xff : 0;
    }

    @Override
    public int code(int bit, int probabilityOfOne) {
        long middle = low + (((high - low) * probabilityOfOne) >>> PROBABILITY_BITS);
        int read = value <= middle ? 1 : 0;
        if (read != 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
        while (((low ^ high) & 0xff000000L) == 0) {
            low = (low << 8) & 0xffffffffL;
            high = ((high << 8) & 0xffffffffL) | 0xff;
            value = ((value << 8) & 0xffffffffL) | next();
        }
        return read;
    }
}
