package org.substantia.synthesis.deformation;

/**
 * Something about a deformed anatomy that cannot be in a living person.
 *
 * @param kind what sort of thing
 * @param text what it is, in words
 */
public record AnatomyFault(Kind kind, String text) {
    /** The sorts of faults. */
    public enum Kind {
        /** The Jacobian of a map is not positive everywhere, so that it cannot be inverted. */
        FOLDED,
        /** A right nucleus lies to the left of the left one. */
        SIDES_SWAPPED,
        /** A nucleus leaves the brain. */
        OUTSIDE_BRAIN,
        /** A nucleus leaves the part of the brain it belongs to: SN, STN and RN the midbrain, DN the cerebellum. */
        OUT_OF_PLACE
    }
}
