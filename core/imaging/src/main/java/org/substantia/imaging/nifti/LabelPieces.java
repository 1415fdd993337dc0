package org.substantia.imaging.nifti;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * Gathers labels as they arrive, each piece in the narrowest width that holds it, and joins them in the narrowest that
 * holds all. So it never takes more than twice the memory of the map it makes. For one thread.
 */
final class LabelPieces {
    /** Each a byte[], short[] or int[]. */
    private final List<Object> pieces = new ArrayList<>();

    private LabelMap.Width widest = LabelMap.Width.UNSIGNED_8;

    /** The same pieces so far, which both may go on from. */
    LabelPieces copy() {
        LabelPieces copy = new LabelPieces();
        copy.pieces.addAll(pieces);
        copy.widest = widest;
        return copy;
    }

    void add(int[] labels, int count) {
        int min = 0;
        int max = 0;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, labels[i]);
            max = Math.max(max, labels[i]);
        }
        LabelMap.Width width = narrowest(min, max);
        if (width.compareTo(widest) > 0) {
            widest = width;
        }
        pieces.add(
                switch (width) {
                    case UNSIGNED_8 -> bytes(labels, count);
                    case SIGNED_16 -> shorts(labels, count);
                    case SIGNED_32 -> Arrays.copyOf(labels, count);
                });
    }

    private static LabelMap.Width narrowest(int min, int max) {
        if (min >= 0 && max <= 255) {
            return LabelMap.Width.UNSIGNED_8;
        }
        return min >= Short.MIN_VALUE && max <= Short.MAX_VALUE ? LabelMap.Width.SIGNED_16 : LabelMap.Width.SIGNED_32;
    }

    private static byte[] bytes(int[] labels, int count) {
        byte[] out = new byte[count];
        for (int i = 0; i < count; i++) {
            out[i] = (byte) labels[i];
        }
        return out;
    }

    private static short[] shorts(int[] labels, int count) {
        short[] out = new short[count];
        for (int i = 0; i < count; i++) {
            out[i] = (short) labels[i];
        }
        return out;
    }

    LabelMap join(Geometry geometry) {
        int n = geometry.voxelCount();
        return switch (widest) {
            case UNSIGNED_8 -> LabelMap.ofBytes(geometry, joinBytes(n));
            case SIGNED_16 -> LabelMap.ofShorts(geometry, joinShorts(n));
            case SIGNED_32 -> LabelMap.ofInts(geometry, joinInts(n));
        };
    }

    private byte[] joinBytes(int n) {
        byte[] all = new byte[n];
        int at = 0;
        for (Object piece : pieces) {
            byte[] bytes = (byte[]) piece;
            System.arraycopy(bytes, 0, all, at, bytes.length);
            at += bytes.length;
        }
        return all;
    }

    private short[] joinShorts(int n) {
        short[] all = new short[n];
        int at = 0;
        for (Object piece : pieces) {
            if (piece instanceof byte[] bytes) {
                for (byte b : bytes) {
                    all[at++] = (short) (b & 0xff);
                }
            } else {
                short[] shorts = (short[]) piece;
                System.arraycopy(shorts, 0, all, at, shorts.length);
                at += shorts.length;
            }
        }
        return all;
    }

    private int[] joinInts(int n) {
        int[] all = new int[n];
        int at = 0;
        for (Object piece : pieces) {
            if (piece instanceof byte[] bytes) {
                for (byte b : bytes) {
                    all[at++] = b & 0xff;
                }
            } else if (piece instanceof short[] shorts) {
                for (short s : shorts) {
                    all[at++] = s;
                }
            } else {
                int[] ints = (int[]) piece;
                System.arraycopy(ints, 0, all, at, ints.length);
                at += ints.length;
            }
        }
        return all;
    }
}
