package org.substantia.imaging.nifti;

import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/**
 * What the header of a three-dimensional NIfTI image says. It keeps the bytes it was read from, so that an image
 * written with it as a template lies on the very same grid. Immutable and safe to share between threads.
 */
public final class NiftiHeader {
    private static final int MAX_DIMENSIONS = 7;

    private final RawHeader raw;
    private final Datatype datatype;
    private final Components components;
    private final Scaling scaling;
    private final Geometry geometry;
    private final OrientationMethod orientationMethod;
    private final long voxelOffset;

    private NiftiHeader(
            RawHeader raw,
            Datatype datatype,
            Components components,
            Scaling scaling,
            int[] size,
            HeaderTransform orientation,
            long voxelOffset) {
        this.raw = raw;
        this.datatype = datatype;
        this.components = components;
        this.scaling = scaling;
        this.geometry = new Geometry(size[0], size[1], size[2], orientation.affine());
        this.orientationMethod = orientation.method();
        this.voxelOffset = voxelOffset;
    }

    /**
     * @param allowed whether complex numbers, too, will do
     * @throws NiftiException if this is not the header of one three-dimensional image of such numbers
     */
    static NiftiHeader of(String name, RawHeader raw, Components allowed) throws NiftiException {
        if (!raw.hasMagic()) {
            throw new NiftiException(
                    name,
                    "not marked as NIfTI (an ANALYZE 7.5 header, or a damaged one); ANALYZE files do not say which side"
                            + " is left, so convert it to NIfTI with a tool that knows");
        }
        if (!raw.hasIntactLineEnds()) {
            throw new NiftiException(
                    name, "the header was changed by a transfer as text; copy the original again in binary mode");
        }
        int[] size = size(name, raw);
        Components components = allowed.of((int) raw.integer(HeaderField.DATATYPE));
        Datatype datatype = datatype(name, raw, components);
        Scaling scaling = Scaling.ofHeader(raw.real(HeaderField.SCL_SLOPE), raw.real(HeaderField.SCL_INTER));
        return new NiftiHeader(
                raw, datatype, components, scaling, size, HeaderTransform.of(raw), voxelOffset(name, raw));
    }

    private static int[] size(String name, RawHeader raw) throws NiftiException {
        long dimensions = raw.integer(HeaderField.DIM);
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw new NiftiException(name, "the header gives " + dimensions + " dimensions; an image has 1 to 7");
        }
        int[] size = {1, 1, 1};
        for (int axis = 1; axis <= dimensions; axis++) {
            long length = raw.integer(HeaderField.DIM, axis);
            // Some writers leave 0 for axes beyond the third that they do not use.
            boolean unused = axis > 3 && length == 0;
            if (length < 1 && !unused) {
                throw new NiftiException(name, "the header gives a length of " + length + " along axis " + axis);
            }
            if (axis > 3 && length > 1) {
                throw new NiftiException(
                        name,
                        "holds " + length + " images along axis " + axis
                                + "; a single three-dimensional image is needed, so take one out of the series first");
            }
            if (axis <= 3) {
                if (length > Geometry.MAX_VOXELS / ((long) size[0] * size[1])) {
                    throw new NiftiException(
                            name,
                            "the header gives more voxels than can be read (" + lengths(raw, dimensions) + "); at most "
                                    + Geometry.MAX_VOXELS);
                }
                size[axis - 1] = (int) length;
            }
        }
        return size;
    }

    private static String lengths(RawHeader raw, long dimensions) {
        StringBuilder text = new StringBuilder();
        for (int axis = 1; axis <= Math.min(3, dimensions); axis++) {
            text.append(axis == 1 ? "" : " x ").append(raw.integer(HeaderField.DIM, axis));
        }
        return text.toString();
    }

    private static Datatype datatype(String name, RawHeader raw, Components components) throws NiftiException {
        int code = components.partCode((int) raw.integer(HeaderField.DATATYPE));
        return Datatype.ofCode(code)
                .orElseThrow(() -> new NiftiException(
                        name,
                        "holds " + Datatype.describe(code) + " (datatype " + code
                                + "); integers of 8 to 64 bits or float32 or float64 are needed"));
    }

    /**
     * A single file's voxels cannot lie within its header; like other readers, an offset there is taken as the first
     * possible.
     */
    private static long voxelOffset(String name, RawHeader raw) throws NiftiException {
        double offset = raw.real(HeaderField.VOX_OFFSET);
        if (!(offset >= 0 && offset <= Integer.MAX_VALUE) || offset != Math.rint(offset)) {
            throw new NiftiException(
                    name,
                    String.format(Locale.ROOT, "the header puts the voxels at byte %s, where none can be", offset));
        }
        return raw.isPair() ? (long) offset : Math.max((long) offset, raw.endWithExtensionFlag());
    }

    /** 1 for NIfTI-1, 2 for NIfTI-2. */
    public int version() {
        return raw.version();
    }

    public ByteOrder byteOrder() {
        return raw.byteOrder();
    }

    /** How the voxels are stored; for labels stored as complex numbers, how each of the two parts is. */
    public Datatype datatype() {
        return datatype;
    }

    Components components() {
        return components;
    }

    int bytesPerVoxel() {
        return datatype.bytes() * components.count();
    }

    /** How many bytes all voxels take. */
    long voxelBytes() {
        return (long) geometry.voxelCount() * bytesPerVoxel();
    }

    /**
     * Whether the header scales by a slope but gives an intercept that is no number. It is taken as 0 here; nibabel
     * refuses such a file.
     */
    public boolean lacksIntercept() {
        double slope = raw.real(HeaderField.SCL_SLOPE);
        return slope != 0 && Double.isFinite(slope) && !Double.isFinite(raw.real(HeaderField.SCL_INTER));
    }

    /** How stored numbers become values. */
    public Scaling scaling() {
        return scaling;
    }

    /** The grid; millimeters also where the file counts in meters or microns. */
    public Geometry geometry() {
        return geometry;
    }

    /** Short for the affine of the {@link #geometry()}. */
    public Affine affine() {
        return geometry.affine();
    }

    /** Which of the header's ways to give an orientation the {@link #geometry()} came from. */
    public OrientationMethod orientationMethod() {
        return orientationMethod;
    }

    /** The grid by the quaternion, where the header has one that can be used; the {@link #geometry()} may differ. */
    public Optional<Geometry> qformGeometry() {
        if (qformCode() <= 0) {
            return Optional.empty();
        }
        return HeaderTransform.qform(raw)
                .map(affine -> new Geometry(geometry.nx(), geometry.ny(), geometry.nz(), affine));
    }

    /** The unit in which the header gives lengths: millimeters, meters or micrometers. */
    public String spatialUnit() {
        return HeaderTransform.spatialUnit(raw);
    }

    public boolean countsInMillimeters() {
        return spatialUnit().equals("millimeters");
    }

    /** {@code sform_code}; above 0 when the header has a full affine. */
    public int sformCode() {
        return (int) raw.integer(HeaderField.SFORM_CODE);
    }

    /** {@code qform_code}; above 0 when the header has a quaternion. */
    public int qformCode() {
        return (int) raw.integer(HeaderField.QFORM_CODE);
    }

    /** Whether the voxels lie in a file of their own ({@code .hdr}/{@code .img}). */
    public boolean isPair() {
        return raw.isPair();
    }

    /** The byte at which the voxels begin, in the file that holds them. */
    public long voxelOffset() {
        return voxelOffset;
    }

    /** The header's {@code descrip}. */
    public String description() {
        return raw.description();
    }

    /** The header's bytes as read, 348 of NIfTI-1 or 540 of NIfTI-2, in a new array. */
    public byte[] toBytes() {
        return raw.toBytes();
    }

    RawHeader raw() {
        return raw;
    }

    @Override
    public String toString() {
        return "NIfTI-" + version() + " " + datatype + ", " + geometry.describe();
    }
}
