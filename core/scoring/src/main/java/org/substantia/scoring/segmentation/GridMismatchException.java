package org.substantia.scoring.segmentation;

import org.substantia.imaging.Geometry;

/** A prediction whose grid has another size than its reference's, so that no voxel corresponds to another. */
public final class GridMismatchException extends RuntimeException {
    public GridMismatchException(Geometry truth, Geometry prediction) {
        super("the prediction has " + size(prediction) + " voxels where the reference has " + size(truth));
    }

    private static String size(Geometry geometry) {
        return geometry.nx() + " x " + geometry.ny() + " x " + geometry.nz();
    }
}
