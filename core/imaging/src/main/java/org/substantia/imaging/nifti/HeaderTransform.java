package org.substantia.imaging.nifti;

import java.util.Optional;
import org.substantia.imaging.Affine;

/**
 * From voxel indices to RAS millimeters, as a header says it: the sform if its code is above 0, else the qform if its
 * code is above 0, else the voxel sizes alone. A form that is singular or not finite is ignored.
 *
 * <p>The voxel sizes alone are used as nifti1.h has it in "method 1": the first voxel at the origin, the axes along the
 * world's. nibabel instead turns the first axis round and puts the origin in the middle, as SPM did for ANALYZE; a file
 * without either form says nothing of left and right, so nothing is invented here.
 */
record HeaderTransform(Affine affine, OrientationMethod method) {
    /**
     * The volume of a voxel over that of the box its edges would make at right angles; below this a matrix is singular.
     */
    private static final double MIN_VOLUME = 1e-6;

    private static final int UNITS_OF_SPACE = 7;

    static HeaderTransform of(RawHeader header) {
        double mm = millimeters(header);
        double sx = spacing(header, 1) * mm;
        double sy = spacing(header, 2) * mm;
        double sz = spacing(header, 3) * mm;
        if (header.integer(HeaderField.SFORM_CODE) > 0) {
            Optional<Affine> sform = sform(header, mm);
            if (sform.isPresent()) {
                return new HeaderTransform(sform.get(), OrientationMethod.SFORM);
            }
        }
        if (header.integer(HeaderField.QFORM_CODE) > 0) {
            Optional<Affine> qform = qform(header);
            if (qform.isPresent()) {
                return new HeaderTransform(qform.get(), OrientationMethod.QFORM);
            }
        }
        return new HeaderTransform(Affine.scaling(sx, sy, sz), OrientationMethod.PIXDIM);
    }

    /** What the quaternion says, whatever its code. */
    static Optional<Affine> qform(RawHeader header) {
        double mm = millimeters(header);
        return qform(header, mm).toAffine(spacing(header, 1) * mm, spacing(header, 2) * mm, spacing(header, 3) * mm);
    }

    private static Optional<Affine> sform(RawHeader header, double mm) {
        double[] rows = new double[12];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = header.real(HeaderField.SROW, i) * mm;
        }
        return usable(rows);
    }

    private static QuaternionForm qform(RawHeader header, double mm) {
        return new QuaternionForm(
                header.real(HeaderField.QUATERN, 0),
                header.real(HeaderField.QUATERN, 1),
                header.real(HeaderField.QUATERN, 2),
                header.real(HeaderField.QOFFSET, 0) * mm,
                header.real(HeaderField.QOFFSET, 1) * mm,
                header.real(HeaderField.QOFFSET, 2) * mm,
                header.real(HeaderField.PIXDIM, 0) < 0 ? -1 : 1);
    }

    /**
     * As other readers do, a sign is dropped and an invalid size is taken as 1: two-dimensional images often have 0.
     */
    private static double spacing(RawHeader header, int axis) {
        double size = Math.abs(header.real(HeaderField.PIXDIM, axis));
        return size > Float.MIN_NORMAL && size <= Float.MAX_VALUE ? size : 1;
    }

    /** The unit of lengths as the header has it. */
    static String spatialUnit(RawHeader header) {
        double mm = millimeters(header);
        return mm == 1 ? "millimeters" : mm > 1 ? "meters" : "micrometers";
    }

    private static double millimeters(RawHeader header) {
        return switch ((int) header.integer(HeaderField.XYZT_UNITS) & UNITS_OF_SPACE) {
            case 1 -> 1000;
            case 3 -> 0.001;
            default -> 1;
        };
    }

    /**
     * The affine of these twelve numbers (changed on the way), rows first, unless it cannot be inverted with any
     * accuracy.
     */
    static Optional<Affine> usable(double... rows) {
        double box = 1;
        for (int column = 0; column < 3; column++) {
            box *= Math.sqrt(rows[column] * rows[column]
                    + rows[4 + column] * rows[4 + column]
                    + rows[8 + column] * rows[8 + column]);
        }
        for (int i = 0; i < rows.length; i++) {
            // Turns -0.0, which is common in files, into 0.0: to Affine.equals they differ.
            rows[i] += 0.0;
        }
        try {
            Affine affine = Affine.of(rows);
            return Math.abs(affine.determinant()) > MIN_VOLUME * box ? Optional.of(affine) : Optional.empty();
        } catch (IllegalArgumentException singular) {
            return Optional.empty();
        }
    }
}
