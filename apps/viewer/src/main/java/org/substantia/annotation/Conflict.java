package org.substantia.annotation;

import java.io.IOException;

/** An edit was made on a state that is not the latest: somebody, or another tab, has drawn in between. */
public final class Conflict extends IOException {
    private static final long serialVersionUID = 1;

    private final int latest;

    Conflict(int expected, int latest) {
        super("drawn on event " + expected + ", but the latest is " + latest + "; the view was brought up to date");
        this.latest = latest;
    }

    /** The number of the latest event. */
    public int latest() {
        return latest;
    }
}
