package org.substantia.synthesis.anatomy;

/** The entries of an anatomy bank, which is a zip archive. */
public final class BankLayout {
    /** The entry that says what the others are. */
    public static final String INDEX = "bank.json";

    private BankLayout() {}

    /** Tissue of a head. */
    public static String head(String id) {
        return "heads/" + id + ".labels";
    }

    /** The sixteen nuclei of a mask. */
    public static String nuclei(String maskId) {
        return "masks/" + maskId + ".nuclei.labels";
    }

    /** The substantia nigra of a mask as traced in NM. */
    public static String nigra(String maskId) {
        return "masks/" + maskId + ".nigra.labels";
    }

    /** The velocity whose flow brings a composite's head to its mask. */
    public static String velocity(String compositeId) {
        return "composites/" + compositeId + ".velocity";
    }

    /** The velocity that leads from the mean shape to a person's. */
    public static String shape(String personId) {
        return "shapes/" + personId + ".velocity";
    }
}
