package org.substantia.annotation;

import java.io.IOException;

/** An edit was made on a state that is not the latest: somebody, or another tab, has drawn in between. */
public final class Conflict extends IOException {
    private static final long serialVersionUID = 1;

    private final int latest;

    Conflict(int expected, int latest) {
        super("not kept: the mask was changed in the meantime, in another tab or window (drawn on event " + expected
                + ", the latest is " + latest + "). The newer state is shown now; draw it again if you still want it");
        this.latest = latest;
    }

    /** The number of the latest event. */
    public int latest() {
        return latest;
    }
}
