package org.substantia.imaging.components;

/** Which of the 26 voxels around a voxel are its neighbors. */
public enum Connectivity {
    /** Six neighbors that share a face. */
    FACES(1),
    /** Eighteen neighbors that share a face or an edge. */
    EDGES(2),
    /** All 26 neighbors: they share a face, an edge or a corner. */
    CORNERS(3);

    private final int steps;

    Connectivity(int steps) {
        this.steps = steps;
    }

    /**
     * Along how many axes a neighbor may differ by one: the {@code connectivity} of
     * {@code scipy.ndimage.generate_binary_structure}.
     */
    public int steps() {
        return steps;
    }
}
