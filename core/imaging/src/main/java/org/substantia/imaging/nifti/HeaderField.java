package org.substantia.imaging.nifti;

/** Where the header fields we use lie in both versions of the format, and how they are stored there. */
enum HeaderField {
    DIM_INFO(39, Kind.INT8, 524, Kind.INT8),
    DIM(40, Kind.INT16, 16, Kind.INT64),
    INTENT_P(56, Kind.FLOAT32, 80, Kind.FLOAT64),
    INTENT_CODE(68, Kind.INT16, 504, Kind.INT32),
    DATATYPE(70, Kind.INT16, 12, Kind.INT16),
    BITPIX(72, Kind.INT16, 14, Kind.INT16),
    PIXDIM(76, Kind.FLOAT32, 104, Kind.FLOAT64),
    VOX_OFFSET(108, Kind.FLOAT32, 168, Kind.INT64),
    SCL_SLOPE(112, Kind.FLOAT32, 176, Kind.FLOAT64),
    SCL_INTER(116, Kind.FLOAT32, 184, Kind.FLOAT64),
    XYZT_UNITS(123, Kind.INT8, 500, Kind.INT32),
    CAL_MAX(124, Kind.FLOAT32, 192, Kind.FLOAT64),
    CAL_MIN(128, Kind.FLOAT32, 200, Kind.FLOAT64),
    DESCRIP(148, Kind.INT8, 240, Kind.INT8),
    QFORM_CODE(252, Kind.INT16, 344, Kind.INT32),
    SFORM_CODE(254, Kind.INT16, 348, Kind.INT32),
    /** b, c, d. */
    QUATERN(256, Kind.FLOAT32, 352, Kind.FLOAT64),
    QOFFSET(268, Kind.FLOAT32, 376, Kind.FLOAT64),
    /** Three rows of four. */
    SROW(280, Kind.FLOAT32, 400, Kind.FLOAT64),
    INTENT_NAME(328, Kind.INT8, 508, Kind.INT8),
    MAGIC(344, Kind.INT8, 4, Kind.INT8);

    /** A number on disk. */
    enum Kind {
        INT8(1),
        INT16(2),
        INT32(4),
        INT64(8),
        FLOAT32(4),
        FLOAT64(8);

        private final int bytes;

        Kind(int bytes) {
            this.bytes = bytes;
        }
    }

    private final int offset1;
    private final Kind kind1;
    private final int offset2;
    private final Kind kind2;

    HeaderField(int offset1, Kind kind1, int offset2, Kind kind2) {
        this.offset1 = offset1;
        this.kind1 = kind1;
        this.offset2 = offset2;
        this.kind2 = kind2;
    }

    /** Where element {@code index} begins in a header of that version. */
    int offset(int version, int index) {
        return version == 1 ? offset1 + index * kind1.bytes : offset2 + index * kind2.bytes;
    }

    Kind kind(int version) {
        return version == 1 ? kind1 : kind2;
    }
}
