package org.substantia.synthesis.deformation.field;

/** A vector, mm, at every node of a grid. */
abstract sealed class NodeVectors permits VelocityField, DisplacementField {
    // As fields of their own, since inner loops read them.
    final double originX;
    final double originY;
    final double originZ;
    final double spacing;
    final int nx;
    final int ny;
    final int nz;
    /** x, y, z of the first node, then of the next along x. */
    final float[] data;

    private final NodeGrid grid;

    /** Zeros. */
    NodeVectors(NodeGrid grid) {
        this.grid = grid;
        this.originX = grid.originX();
        this.originY = grid.originY();
        this.originZ = grid.originZ();
        this.spacing = grid.spacing();
        this.nx = grid.nx();
        this.ny = grid.ny();
        this.nz = grid.nz();
        this.data = new float[3 * grid.count()];
    }

    final NodeGrid grid() {
        return grid;
    }

    /** Length of the longest vector, mm. */
    public final double longest() {
        double longest = 0;
        for (int i = 0; i < data.length; i += 3) {
            double x = data[i];
            double y = data[i + 1];
            double z = data[i + 2];
            longest = Math.max(longest, x * x + y * y + z * z);
        }
        return Math.sqrt(longest);
    }
}
