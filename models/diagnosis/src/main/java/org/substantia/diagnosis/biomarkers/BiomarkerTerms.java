package org.substantia.diagnosis.biomarkers;

/** Biomarkers and the features derived from them, as readers see them named. */
public final class BiomarkerTerms {
    private BiomarkerTerms() {}

    /** {@code SN r susceptibility}, {@code SN NM contrast, right minus left}. */
    public static String title(BiomarkerId id) {
        return switch (id.comparison()) {
            case NONE, ASYMMETRY -> place(id) + " " + measure(id);
            case DIFFERENCE -> title(id.mean()) + ", right minus left";
            case UNUSUAL_DIFFERENCE -> title(id.mean()) + ", asymmetry";
            case LATERALITY -> id.name();
        };
    }

    private static String place(BiomarkerId id) {
        return id.region().symbol() + id.side().map(side -> " " + side.suffix()).orElse("");
    }

    private static String measure(BiomarkerId id) {
        return BiomarkerCatalog.find(id)
                .map(BiomarkerDefinition::title)
                .orElseGet(() -> id.measure().replace('.', ' ').replace('_', ' '));
    }

    /** Empty for what has none. A difference of the sides has the unit of what is compared. */
    public static String unit(BiomarkerId id) {
        BiomarkerId measured =
                switch (id.comparison()) {
                    case NONE, ASYMMETRY, LATERALITY -> id;
                    case DIFFERENCE, UNUSUAL_DIFFERENCE -> id.mean();
                };
        String unit =
                BiomarkerCatalog.find(measured).map(BiomarkerDefinition::unit).orElse("1");
        return unit.equals("1") ? "" : unit.equals("mm3") ? "mm\u00B3" : unit;
    }
}
