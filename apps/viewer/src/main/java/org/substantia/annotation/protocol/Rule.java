package org.substantia.annotation.protocol;

/** The rules of the Ruijin protocol for drawing, and those that every mask should keep. */
public enum Rule {
    /** The nigra is drawn on four to six slices in the susceptibility map, on three to five in the NM image. */
    NIGRA_SLICES,
    /** In the susceptibility map the nigra begins one slice below the top of the subthalamic nucleus. */
    NIGRA_TOP,
    /** The subthalamic nucleus is drawn on two slices. */
    STN_SLICES,
    /** The subthalamic nucleus lies at the top of the red nucleus. */
    STN_PLACE,
    /** Both sides have about the same volume. */
    EVEN_SIDES,
    /** A nucleus is one connected part. */
    ONE_PART,
    /** No slice of a nucleus has a hole. */
    NO_HOLE,
    /** Slices between the first and the last are drawn. */
    NO_GAP,
    /** Nothing is drawn where the susceptibility map was masked out. */
    INSIDE
}
