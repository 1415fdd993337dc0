package org.substantia.synthesis.deformation;

/**
 * Angles about the axes of the world, degrees.
 *
 * @param pitch about the left-right axis
 * @param roll about the front-back axis
 * @param yaw about the vertical axis
 */
public record Rotation(double pitch, double roll, double yaw) {
    static final Rotation NONE = new Rotation(0, 0, 0);
}
