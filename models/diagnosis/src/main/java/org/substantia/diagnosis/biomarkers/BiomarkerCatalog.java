package org.substantia.diagnosis.biomarkers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;

/**
 * Every biomarker there is, in a fixed order. Names are {@code region.measure}: the region is a structure with its side
 * ({@code SN_r}), or without it for the mean of both sides; {@code SN.asymmetry.x} compares the sides; {@code image.x}
 * is of a whole image.
 */
public final class BiomarkerCatalog {
    /** What the names of whole-image intensities begin with. */
    public static final String IMAGE_PREFIX = "image.";

    private static final String OWN = "own";
    private static final String IBSI = "IBSI reference manual, arXiv 1612.07003";
    private static final List<String> NUCLEI =
            Arrays.stream(Structure.values()).map(Structure::symbol).toList();
    private static final List<String> TEXTURED = List.of("SN", "RN", "Put");
    private static final List<String> NIGRA = List.of("SN");
    private static final List<String> COMPACTA = List.of("SNpc");

    /** Biomarkers with published differences between Parkinson's disease and health. */
    private static final Set<String> LEADING = Set.of(
            "SN.qsm.mean",
            "SN.qsm.below70",
            "SN.qsm.high_iron.share",
            "SN.qsm.nigrosome",
            "SN.qsm.nigrosome.visible",
            "SN.nm.contrast",
            "SN.nm.volume",
            "SN.nm.gradient.ventrolateral",
            "SN.nm.mean",
            "GP.qsm.mean",
            "TH.qsm.mean",
            "DN.nm.mean",
            "CN.nm.mean",
            "RN.nm.mean");

    private static final List<Row> ROWS = rows();
    private static final Map<String, BiomarkerDefinition> BY_NAME = byName();

    private BiomarkerCatalog() {}

    /**
     * One measure of several regions.
     *
     * @param regions none for a whole image
     * @param oneValue whether both sides give one value, not one each
     */
    record Row(
            List<String> regions,
            boolean oneValue,
            String measure,
            String unit,
            String description,
            String source,
            BiomarkerFamily family) {
        List<String> names() {
            List<String> names = new ArrayList<>();
            if (regions.isEmpty()) {
                names.add(measure);
            }
            for (String region : regions) {
                if (!oneValue) {
                    for (Side side : Side.values()) {
                        names.add(region + "_" + side.suffix() + "." + measure);
                    }
                }
                names.add(region + "." + measure);
            }
            return names;
        }
    }

    static List<Row> table() {
        return ROWS;
    }

    /** In the order in which they are measured and listed. */
    public static List<BiomarkerDefinition> all() {
        return List.copyOf(BY_NAME.values());
    }

    /**
     * Whether a biomarker, without its side, is one that differs between patients with Parkinson's disease and healthy
     * persons by published reports: the nigra's (meta-analysis PMC7270360; PMC5765262; hbm.26399; Schwarz et al. 2014)
     * and the nuclei whose group means differ in Ruijin-PD's published statistics.
     */
    public static boolean isLeading(String name) {
        return LEADING.contains(name);
    }

    public static Optional<BiomarkerDefinition> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static Map<String, BiomarkerDefinition> byName() {
        Map<String, BiomarkerDefinition> out = new LinkedHashMap<>();
        for (Row row : ROWS) {
            for (String name : row.names()) {
                out.put(name, new BiomarkerDefinition(name, row.unit(), row.description(), row.source(), row.family()));
            }
        }
        return out;
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        volumes(rows);
        susceptibility(rows);
        neuromelanin(rows);
        asymmetry(rows);
        texture(rows);
        for (String image : List.of("t1", "qsm", "nm")) {
            for (String measure : List.of("mean", "sd", "p10", "median", "p90")) {
                rows.add(new Row(
                        List.of(),
                        true,
                        IMAGE_PREFIX + image + "." + measure,
                        image.equals("qsm") ? "ppb" : "image's unit",
                        "over the brain, or the foreground where no brain mask is known",
                        OWN,
                        BiomarkerFamily.IMAGE));
            }
        }
        rows.add(new Row(
                List.of(),
                true,
                IMAGE_PREFIX + "nm.crus",
                "image's unit",
                "signal of the crus cerebri",
                OWN,
                BiomarkerFamily.IMAGE));
        return List.copyOf(rows);
    }

    private static void volumes(List<Row> rows) {
        BiomarkerFamily family = BiomarkerFamily.VOLUME;
        rows.add(sides(NUCLEI, "volume", "mm3", "voxels times their volume", "PMC7815653", family));
        rows.add(sides(
                COMPACTA,
                "volume",
                "mm3",
                "what the nigra's tracings in QSM and NM have in common",
                "Ruijin-PD protocol",
                family));
    }

    private static void susceptibility(List<Row> rows) {
        BiomarkerFamily family = BiomarkerFamily.SUSCEPTIBILITY;
        String source = "PMC7270360";
        rows.add(sides(NUCLEI, "qsm.mean", "ppb", "mean susceptibility", source, family));
        rows.add(sides(NUCLEI, "qsm.median", "ppb", "median", source, family));
        rows.add(sides(NUCLEI, "qsm.p10", "ppb", "10th percentile", source, family));
        rows.add(sides(NUCLEI, "qsm.p90", "ppb", "90th percentile", source, family));
        rows.add(sides(NUCLEI, "qsm.sd", "ppb", "standard deviation between voxels", source, family));
        rows.add(sides(COMPACTA, "qsm.mean", "ppb", "mean susceptibility of the pars compacta", source, family));
        rows.add(sides(NIGRA, "qsm.below70", "1", "share of voxels below 70 ppb", "PMC5765262", family));
        rows.add(sides(
                NIGRA,
                "qsm.high_iron.volume",
                "mm3",
                "voxels of at least 150 ppb (published healthy mean of 133 plus a deviation)",
                "idea: Liu et al., Front Aging Neurosci 2016; threshold own",
                family));
        rows.add(sides(NIGRA, "qsm.high_iron.share", "1", "the same as a share of the nigra", "as above", family));
        rows.add(sides(
                NIGRA, "qsm.high_iron.mean", "ppb", "their mean; absent where there are none", "as above", family));
        rows.add(sides(
                NIGRA,
                "qsm.gradient.ventrolateral",
                "ppb",
                "rise for one standard deviation of the way across the nigra, from dorsomedial to ventrolateral",
                OWN,
                family));
        rows.add(sides(
                NIGRA,
                "qsm.gradient.posterolateral",
                "ppb",
                "rise for one standard deviation of the way along the nigra, to its outer back end",
                OWN,
                family));
        rows.add(sides(
                NIGRA,
                "qsm.nigrosome",
                "ppb",
                "how far the dorsolateral spot (nigrosome 1) lies below its surroundings",
                "Schwarz et al., PLoS One 9:e93814, 2014; measure own",
                family));
        rows.add(sides(
                NIGRA,
                "qsm.nigrosome.visible",
                "1",
                "whether nigrosome 1 can be seen: 0 to 1, one half at a depth of 22 ppb",
                "as above; threshold own, from synthetic patients of training anatomy",
                family));
    }

    private static void neuromelanin(List<Row> rows) {
        BiomarkerFamily family = BiomarkerFamily.NEUROMELANIN;
        String contrast = "hbm.26399: (S - crus) / crus";
        rows.add(sides(NUCLEI, "nm.mean", "1", "mean NM signal over the brain's median", "Ruijin-PD", family));
        rows.add(sides(NIGRA, "nm.volume", "mm3", "nigra as traced in NM", "PMID 41975757", family));
        rows.add(sides(
                NIGRA,
                "nm.threshold_volume",
                "mm3",
                "voxels within 2 mm of either tracing, 10 % and more above the crus",
                "idea: Castellanos et al., Mov Disord 30:945, 2015; threshold own",
                family));
        rows.add(sides(
                NIGRA, "nm.contrast", "1", "contrast ratio of the NM tracing to the crus cerebri", contrast, family));
        rows.add(sides(
                NIGRA,
                "nm.contrast_qsm",
                "1",
                "contrast ratio of the QSM tracing, which does not depend on what can be seen in NM",
                contrast,
                family));
        rows.add(sides(
                NIGRA,
                "nm.contrast_ventrolateral",
                "1",
                "contrast ratio of the NM tracing's ventrolateral half",
                "Fearnley and Lees, Brain 114:2283, 1991",
                family));
        rows.add(sides(NIGRA, "nm.contrast_dorsomedial", "1", "of its dorsomedial half", "as above", family));
        rows.add(sides(
                NIGRA,
                "nm.gradient.ventrolateral",
                "1",
                "contrast lost for one standard deviation of the way across to ventrolateral, divided by the contrast",
                "as above",
                family));
        rows.add(sides(
                COMPACTA, "nm.contrast", "1", "contrast ratio of the pars compacta to the crus", contrast, family));
    }

    private static void asymmetry(List<Row> rows) {
        BiomarkerFamily family = BiomarkerFamily.ASYMMETRY;
        String relative = "difference of the sides over their mean, without sign: ";
        String plain = "difference of the sides, without sign: ";
        rows.add(both(NUCLEI, "asymmetry.volume", "1", relative + "volume", family));
        rows.add(both(NUCLEI, "asymmetry.qsm", "ppb", plain + "mean susceptibility", family));
        rows.add(both(NIGRA, "asymmetry.nm", "1", plain + "contrast ratio", family));
        rows.add(both(NIGRA, "asymmetry.nm_volume", "1", relative + "volume traced in NM", family));
        rows.add(both(NIGRA, "asymmetry.nigrosome", "ppb", plain + "depth of nigrosome 1", family));
        rows.add(both(COMPACTA, "asymmetry.volume", "1", relative + "volume of the pars compacta", family));
    }

    private static void texture(List<Row> rows) {
        BiomarkerFamily family = BiomarkerFamily.TEXTURE;
        rows.add(sides(TEXTURED, "texture.skewness", "1", "of the susceptibility", IBSI, family));
        rows.add(sides(TEXTURED, "texture.kurtosis", "1", "of the susceptibility, in excess of 0", IBSI, family));
        rows.add(sides(TEXTURED, "texture.mean_absolute_deviation", "ppb", "of the susceptibility", IBSI, family));
        String glcm = "co-occurrence within slices, levels of 10 ppb: ";
        rows.add(sides(TEXTURED, "texture.joint_entropy", "bit", glcm + "joint entropy", IBSI, family));
        rows.add(sides(TEXTURED, "texture.angular_second_moment", "1", glcm + "angular second moment", IBSI, family));
        rows.add(sides(TEXTURED, "texture.contrast", "1", glcm + "contrast", IBSI, family));
        rows.add(sides(TEXTURED, "texture.inverse_difference", "1", glcm + "inverse difference", IBSI, family));
        rows.add(sides(TEXTURED, "texture.correlation", "1", glcm + "correlation", IBSI, family));
        rows.add(sides(TEXTURED, "texture.sum_entropy", "bit", glcm + "sum entropy", IBSI, family));
        rows.add(sides(TEXTURED, "texture.cluster_shade", "1", glcm + "cluster shade", IBSI, family));
        BiomarkerFamily shape = BiomarkerFamily.SHAPE;
        rows.add(sides(TEXTURED, "shape.surface", "mm2", "area of the surface mesh", IBSI, shape));
        rows.add(sides(TEXTURED, "shape.sphericity", "1", "1 for a sphere", IBSI, shape));
        rows.add(sides(TEXTURED, "shape.diameter", "mm", "largest distance within the surface", IBSI, shape));
        rows.add(sides(TEXTURED, "shape.major_axis", "mm", "longest axis of the equal ellipsoid", IBSI, shape));
        rows.add(sides(TEXTURED, "shape.elongation", "1", "second over longest axis", IBSI, shape));
        rows.add(sides(TEXTURED, "shape.flatness", "1", "shortest over longest axis", IBSI, shape));
    }

    private static Row sides(
            List<String> regions,
            String measure,
            String unit,
            String description,
            String source,
            BiomarkerFamily family) {
        return new Row(regions, false, measure, unit, description, source, family);
    }

    private static Row both(
            List<String> regions, String measure, String unit, String description, BiomarkerFamily family) {
        return new Row(regions, true, measure, unit, description, OWN, family);
    }
}
