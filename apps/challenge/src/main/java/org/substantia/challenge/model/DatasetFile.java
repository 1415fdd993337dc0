package org.substantia.challenge.model;

/** A file that approved members may download while the window of its kind is open. */
public record DatasetFile(String id, String phase, Kind kind, String path, long bytes, String sha256) {
    /** What is in it. */
    public enum Kind {
        IMAGES,
        /** Masks or labels: out when the labels are. */
        LABELS
    }

    /** The window that must be open. */
    public Window.Kind window() {
        return kind == Kind.IMAGES ? Window.Kind.DATA : Window.Kind.LABELS;
    }
}
