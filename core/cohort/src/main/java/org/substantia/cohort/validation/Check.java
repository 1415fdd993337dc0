package org.substantia.cohort.validation;

/** What was checked. */
public enum Check {
    MISSING_FILE("missing file"),
    UNRECOGNIZED_FILE("unrecognized file"),
    SUSPICIOUS_NAME("empty folder or similar names"),
    UNREADABLE_FILE("unreadable file"),
    UNEQUAL_GRIDS("unequal grids"),
    HEADER("header"),
    THIN_IMAGE("thin image"),
    NON_FINITE_VOXELS("NaN or infinite voxels"),
    CONSTANT_IMAGE("constant image"),
    LABEL_MAP("label map"),
    QSM_UNIT("unit of the QSM"),
    QSM_VALUES("values of the QSM"),
    NEGATIVE_VALUES("negative values of T1 or NM"),
    OFFICIAL_SCRIPT("the challenge's script"),
    UNKNOWN_LABELS("labels outside the scheme"),
    SWAPPED_SIDES("left and right swapped"),
    EMPTY_STRUCTURE("empty structure"),
    VOLUME("volume"),
    FRAGMENTS("fragmented structure"),
    TABLE("table"),
    DUPLICATE("duplicate"),
    NEAR_DUPLICATE("near-duplicate");

    private final String title;

    Check(String title) {
        this.title = title;
    }

    /** The name in words. */
    public String title() {
        return title;
    }
}
