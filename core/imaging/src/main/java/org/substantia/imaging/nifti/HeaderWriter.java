package org.substantia.imaging.nifti;

import java.nio.ByteOrder;
import java.util.Optional;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/** Makes the headers of files that we write. */
final class HeaderWriter {
    private static final int SPATIAL_AXES = 3;
    private static final int MAX_AXES = 7;
    private static final int MILLIMETRES = 2;

    /** Code of an orientation in the scanner's own coordinates. */
    private static final int SCANNER = 1;

    /**
     * How far a grid's corners may lie from its template's: beyond float32's rounding of a head's coordinates, and no
     * more.
     */
    private static final double SAME_GRID_MM = 1e-2;

    private HeaderWriter() {}

    /**
     * @throws IllegalArgumentException if the template lies on another grid, which would put the voxels somewhere else
     */
    static RawHeader header(
            Geometry geometry, Optional<NiftiHeader> template, Datatype datatype, Scaling scaling, boolean pair) {
        RawHeader header = template.isPresent() ? copy(geometry, template.get()) : fresh(geometry);
        header.put(HeaderField.DATATYPE, datatype.code());
        header.put(HeaderField.BITPIX, 8 * datatype.bytes());
        header.put(HeaderField.SCL_SLOPE, scaling.slope());
        header.put(HeaderField.SCL_INTER, scaling.intercept());
        header.put(HeaderField.CAL_MIN, 0);
        header.put(HeaderField.CAL_MAX, 0);
        header.put(HeaderField.VOX_OFFSET, pair ? 0 : header.endWithExtensionFlag());
        header.putMagic(pair);
        return header;
    }

    private static RawHeader copy(Geometry geometry, NiftiHeader template) {
        if (!geometry.sameGrid(template.geometry(), SAME_GRID_MM)) {
            throw new IllegalArgumentException("the image does not lie on its template's grid: " + geometry.describe()
                    + " and " + template.geometry().describe());
        }
        RawHeader header = template.raw().copy();
        header.clearIntent();
        dropUnusedAxes(header);
        return header;
    }

    /**
     * Axes beyond the third have a length of 1 or, from some writers, 0. With a 0 other readers find no voxel at all,
     * and with a 1 the array that they make of a mask has another shape than that of a mask on three axes.
     */
    private static void dropUnusedAxes(RawHeader header) {
        if (header.integer(HeaderField.DIM) > SPATIAL_AXES) {
            header.put(HeaderField.DIM, 0, SPATIAL_AXES);
            for (int axis = SPATIAL_AXES + 1; axis <= MAX_AXES; axis++) {
                header.put(HeaderField.DIM, axis, 1);
            }
        }
    }

    private static RawHeader fresh(Geometry geometry) {
        int longest = Math.max(geometry.nx(), Math.max(geometry.ny(), geometry.nz()));
        RawHeader header = RawHeader.blank(longest > Short.MAX_VALUE ? 2 : 1, ByteOrder.LITTLE_ENDIAN);
        header.put(HeaderField.DIM, 0, SPATIAL_AXES);
        header.put(HeaderField.PIXDIM, 0, 1);
        for (int axis = 1; axis <= MAX_AXES; axis++) {
            header.put(HeaderField.DIM, axis, axis <= SPATIAL_AXES ? geometry.size(axis - 1) : 1);
            header.put(HeaderField.PIXDIM, axis, axis <= SPATIAL_AXES ? geometry.spacing(axis - 1) : 1);
        }
        header.put(HeaderField.XYZT_UNITS, MILLIMETRES);
        Affine affine = geometry.affine();
        header.put(HeaderField.SFORM_CODE, SCANNER);
        for (int i = 0; i < 12; i++) {
            header.put(HeaderField.SROW, i, affine.get(i / 4, i % 4));
        }
        QuaternionForm.of(affine).ifPresent(q -> {
            header.put(HeaderField.QFORM_CODE, SCANNER);
            header.put(HeaderField.PIXDIM, 0, q.qfac());
            header.put(HeaderField.QUATERN, 0, q.b());
            header.put(HeaderField.QUATERN, 1, q.c());
            header.put(HeaderField.QUATERN, 2, q.d());
            header.put(HeaderField.QOFFSET, 0, q.x());
            header.put(HeaderField.QOFFSET, 1, q.y());
            header.put(HeaderField.QOFFSET, 2, q.z());
        });
        return header;
    }
}
