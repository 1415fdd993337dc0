package org.substantia.synthesis.image.detail;

/** Shapes that transitions between regions are made of. */
final class Curves {
    private Curves() {}

    /** 1 at 0, falling like a normal density of deviation 1. */
    static double bump(double t) {
        return Math.exp(-0.5 * t * t);
    }

    /** From 0 far below 0 to 1 far above it. */
    static double logistic(double t) {
        return 1 / (1 + Math.exp(-t));
    }

    static double square(double t) {
        return t * t;
    }
}
