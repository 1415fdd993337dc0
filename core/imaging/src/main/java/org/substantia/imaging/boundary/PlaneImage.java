package org.substantia.imaging.boundary;

/** A slice's values between its pixels. */
@FunctionalInterface
interface PlaneImage {
    /** The value at a place in mm along the plane's axes. */
    double at(double x, double y);
}
