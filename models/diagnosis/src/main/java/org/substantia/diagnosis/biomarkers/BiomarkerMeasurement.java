package org.substantia.diagnosis.biomarkers;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.cohort.GridAgreement;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.scan.SusceptibilityUnit;
import org.substantia.diagnosis.biomarkers.texture.Shape;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.intensity.ForegroundMask;
import org.substantia.imaging.intensity.IntensitySummary;

/**
 * Measures everything in the {@link BiomarkerCatalog} that the images and masks of a patient allow. Runs on the calling
 * thread.
 *
 * <pre>{@code
 * Biomarkers biomarkers = BiomarkerMeasurement.of(new BiomarkerInputs(t1, qsm, nm, nuclei, nigra));
 * OptionalDouble iron = biomarkers.value("SN.qsm.mean");
 * }</pre>
 */
public final class BiomarkerMeasurement {
    /**
     * A QSM whose zeros cover less than this share was not masked; of a head's field of view the brain fills about a
     * quarter.
     */
    private static final double MIN_MASKED_SHARE = 0.2;
    /** Room for the blurred border of a region. */
    private static final double QSM_MARGIN_MM = 4;
    /** The crus and the tegmentum around the nigrae. */
    private static final double NM_MARGIN_MM = 18;

    private final Map<String, Double> values = new HashMap<>();

    private BiomarkerMeasurement() {}

    public static Biomarkers of(BiomarkerInputs inputs) {
        BiomarkerMeasurement measurement = new BiomarkerMeasurement();
        measurement.measure(inputs);
        return measurement.result();
    }

    private void measure(BiomarkerInputs inputs) {
        inputs.nuclei().ifPresent(this::volumesAndShapes);
        Optional<Mask> brain = inputs.qsm().flatMap(BiomarkerMeasurement::brainOf);
        if (inputs.qsm().isPresent()) {
            Volume qsm = inputs.qsm().get();
            int ppb = SusceptibilityUnit.of(qsm).ppb();
            wholeImage("qsm", qsm, brain, ppb);
            MidbrainRegion.of(qsm, inputs.nuclei(), inputs.nigra(), QSM_MARGIN_MM)
                    .ifPresent(window -> {
                        for (int i = 0; i < window.image().data().length; i++) {
                            window.image().data()[i] *= ppb;
                        }
                        SusceptibilityMeasures.of(window).forEach(this::put);
                    });
        }
        inputs.t1().ifPresent(t1 -> wholeImage("t1", t1, onGrid(brain, t1), 1));
        inputs.nm().ifPresent(nm -> {
            double scale = wholeImage("nm", nm, onGrid(brain, nm), 1);
            MidbrainRegion.of(nm, inputs.nuclei(), inputs.nigra(), NM_MARGIN_MM)
                    .ifPresent(window -> NeuromelaninMeasures.of(window, scale).forEach(this::put));
        });
        volumesInNm(inputs);
    }

    private void put(String name, double value) {
        if (Double.isFinite(value)) {
            values.put(name, value);
        }
    }

    private void volumesAndShapes(LabelMap nuclei) {
        Map<Integer, Integer> counts = nuclei.counts();
        double voxel = nuclei.geometry().voxelVolumeMm3();
        for (Nucleus nucleus : Nucleus.values()) {
            int count = counts.getOrDefault(nucleus.qsmLabel(), 0);
            if (count == 0 || isCut(nuclei, nucleus.qsmLabel())) {
                continue;
            }
            put(nucleus.symbol() + ".volume", count * voxel);
            if (SusceptibilityMeasures.TEXTURED.contains(nucleus.structure())) {
                var box = nuclei.boundingBox(nucleus.qsmLabel()).orElseThrow();
                shape(nucleus.symbol(), Shape.of(Mask.of(nuclei.crop(box), nucleus.qsmLabel())));
            }
        }
    }

    /**
     * Whether a structure reaches the border of the field of view: how far it goes on is unknown, so it has no size or
     * shape.
     */
    private static boolean isCut(LabelMap map, int label) {
        return map.boundingBox(label).orElseThrow().touchesBorder(map.geometry());
    }

    private void shape(String region, Shape shape) {
        put(region + ".shape.surface", shape.surfaceArea());
        put(region + ".shape.sphericity", shape.sphericity());
        put(region + ".shape.diameter", shape.maximumDiameter());
        put(region + ".shape.major_axis", shape.majorAxis());
        put(region + ".shape.elongation", shape.elongation());
        put(region + ".shape.flatness", shape.flatness());
    }

    /** Volumes need no image; where the masks' grids differ, the overlap is taken on that of the NM tracing. */
    private void volumesInNm(BiomarkerInputs inputs) {
        if (inputs.nigra().isEmpty()) {
            return;
        }
        LabelMap nigra = inputs.nigra().get();
        Volume grid = Volume.zeros(nigra.geometry());
        MidbrainRegion.of(grid, inputs.nuclei(), inputs.nigra(), 0).ifPresent(window -> {
            for (Nucleus nucleus : List.of(Nucleus.SN_R, Nucleus.SN_L)) {
                int traced = window.traced(nucleus).length;
                if (traced > 0 && !isCut(nigra, nucleus.nmLabel().getAsInt())) {
                    put(nucleus.symbol() + ".nm.volume", traced * window.voxelMm3());
                    if (window.voxels(nucleus).length > 0) {
                        put(
                                "SNpc_" + nucleus.side().suffix() + ".volume",
                                window.compacta(nucleus).length * window.voxelMm3());
                    }
                }
            }
        });
    }

    /** @return the median in the image's own unit */
    private double wholeImage(String image, Volume volume, Optional<Mask> brain, double factor) {
        IntensitySummary s = IntensitySummary.of(volume, brain.orElseGet(() -> ForegroundMask.of(volume)));
        String prefix = BiomarkerCatalog.IMAGE_PREFIX + image + ".";
        put(prefix + "mean", s.mean() * factor);
        put(prefix + "sd", s.standardDeviation() * factor);
        put(prefix + "p10", s.p10() * factor);
        put(prefix + "median", s.median() * factor);
        put(prefix + "p90", s.p90() * factor);
        return s.median();
    }

    private static Optional<Mask> onGrid(Optional<Mask> brain, Volume image) {
        return brain.filter(mask -> GridAgreement.of(mask.geometry(), image.geometry()));
    }

    /** Susceptibility maps are zero outside the brain mask they were made with. */
    private static Optional<Mask> brainOf(Volume qsm) {
        byte[] brain = new byte[qsm.data().length];
        int outside = 0;
        for (int i = 0; i < brain.length; i++) {
            boolean inside = qsm.data()[i] != 0 && Float.isFinite(qsm.data()[i]);
            brain[i] = (byte) (inside ? 1 : 0);
            outside += inside ? 0 : 1;
        }
        boolean masked = outside >= MIN_MASKED_SHARE * brain.length && outside < brain.length;
        return masked ? Optional.of(new Mask(qsm.geometry(), brain)) : Optional.empty();
    }

    private Biomarkers result() {
        for (BiomarkerCatalog.Row row : BiomarkerCatalog.table()) {
            if (!row.oneValue()) {
                row.regions().forEach(region -> meanOfSides(region, row.measure()));
            }
        }
        for (Structure structure : Structure.values()) {
            asymmetry(structure.symbol(), "volume", "volume", true);
            asymmetry(structure.symbol(), "qsm.mean", "qsm", false);
        }
        asymmetry("SN", "nm.contrast", "nm", false);
        asymmetry("SN", "nm.volume", "nm_volume", true);
        asymmetry("SN", "qsm.nigrosome", "nigrosome", false);
        asymmetry("SNpc", "volume", "volume", true);
        Map<String, Double> ordered = new LinkedHashMap<>();
        for (BiomarkerDefinition definition : BiomarkerCatalog.all()) {
            Optional.ofNullable(values.get(definition.name())).ifPresent(v -> ordered.put(definition.name(), v));
        }
        return new Biomarkers(ordered);
    }

    private void meanOfSides(String region, String measure) {
        sides(region, measure).ifPresent(pair -> put(region + "." + measure, (pair[0] + pair[1]) / 2));
    }

    private void asymmetry(String region, String measure, String name, boolean relative) {
        sides(region, measure).ifPresent(pair -> {
            double difference = Math.abs(pair[0] - pair[1]);
            put(region + ".asymmetry." + name, relative ? 2 * difference / (pair[0] + pair[1]) : difference);
        });
    }

    private Optional<double[]> sides(String region, String measure) {
        Double right = values.get(region + "_" + Side.RIGHT.suffix() + "." + measure);
        Double left = values.get(region + "_" + Side.LEFT.suffix() + "." + measure);
        return right == null || left == null ? Optional.empty() : Optional.of(new double[] {right, left});
    }
}
