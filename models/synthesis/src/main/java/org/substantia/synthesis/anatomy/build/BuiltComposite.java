package org.substantia.synthesis.anatomy.build;

import org.substantia.imaging.Affine;

/** A composite as a bank stores it. */
final class BuiltComposite {
    private final CompositeQuality quality;
    private final Affine affine;
    private final byte[] velocity;

    BuiltComposite(CompositeQuality quality, Affine affine, byte[] velocity) {
        this.quality = quality;
        this.affine = affine;
        this.velocity = velocity;
    }

    CompositeQuality quality() {
        return quality;
    }

    /** From the mask's world to the head's, in mm. */
    Affine affine() {
        return affine;
    }

    /** Coded; not a copy. */
    byte[] velocity() {
        return velocity;
    }
}
