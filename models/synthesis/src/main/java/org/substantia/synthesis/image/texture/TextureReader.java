package org.substantia.synthesis.image.texture;

import org.substantia.base.random.SplitMix64;

/** A texture tile from a random place, mirrored at random, so that no two cases have the same texture. Thread-safe. */
public final class TextureReader {
    private final float[] tile;
    private final int offsetX;
    private final int offsetY;
    private final int offsetZ;
    private final int signX;
    private final int signY;

    public TextureReader(float[] tile, long seed) {
        long bits = SplitMix64.mix(seed);
        this.tile = tile;
        this.offsetX = (int) (bits & 0x7f);
        this.offsetY = (int) (bits >>> 7 & 0x7f);
        this.offsetZ = (int) (bits >>> 14 & 0x3f);
        this.signX = (bits >>> 20 & 1) == 0 ? 1 : -1;
        this.signY = (bits >>> 21 & 1) == 0 ? 1 : -1;
    }

    /** To be added to {@link #column} for the value's place in {@link #tile()}. */
    public int row(int y, int z) {
        return TextureTiles.rowStart(signY * y + offsetY, z + offsetZ);
    }

    public int column(int x) {
        return (signX * x + offsetX) & (TextureTiles.NX - 1);
    }

    public float[] tile() {
        return tile;
    }
}
