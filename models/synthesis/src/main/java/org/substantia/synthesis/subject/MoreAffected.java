package org.substantia.synthesis.subject;

import java.util.Optional;
import org.substantia.cohort.anatomy.Side;

/** The side on which a patient's disease is further on. */
public enum MoreAffected {
    /** No disease. */
    NONE,
    RIGHT,
    LEFT;

    public static MoreAffected of(Side side) {
        return side == Side.RIGHT ? RIGHT : LEFT;
    }

    public Optional<Side> side() {
        return switch (this) {
            case NONE -> Optional.empty();
            case RIGHT -> Optional.of(Side.RIGHT);
            case LEFT -> Optional.of(Side.LEFT);
        };
    }
}
