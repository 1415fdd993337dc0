package org.substantia.diagnosis.biomarkers;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.scan.MagnitudeDoubts;
import org.substantia.cohort.scan.SusceptibilityUnit;
import org.substantia.diagnosis.biomarkers.texture.Shape;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.intensity.FiniteVoxels;
import org.substantia.imaging.intensity.ForegroundMask;
import org.substantia.imaging.intensity.IntensitySummary;

/**
 * Measures everything in the {@link BiomarkerCatalog} that the images and masks of a patient allow. Runs on the calling
 * thread.
 *
 * <pre>{@code
 * Biomarkers biomarkers = BiomarkerMeasurement.of(new BiomarkerInputs(t1, qsm, nm, nuclei, nigra));
 * OptionalDouble iron = biomarkers.value(BiomarkerId.mean(Region.SN, "qsm.mean"));
 * }</pre>
 */
public final class BiomarkerMeasurement {
    /** Room for the blurred border of a region. */
    private static final double QSM_MARGIN_MM = 4;
    /** The crus and the tegmentum around the nigrae. */
    static final double NM_MARGIN_MM = 18;

    private final Map<BiomarkerId, Double> values = new HashMap<>();

    private BiomarkerMeasurement() {}

    public static Biomarkers of(BiomarkerInputs inputs) {
        BiomarkerMeasurement measurement = new BiomarkerMeasurement();
        measurement.measure(inputs);
        return measurement.result();
    }

    private void measure(BiomarkerInputs inputs) {
        inputs.nuclei().ifPresent(this::volumesAndShapes);
        Optional<Mask> brain = inputs.qsm().flatMap(BrainForeground::of);
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
        // Ratios of what is no signal strength mean nothing.
        inputs.t1()
                .filter(t1 -> MagnitudeDoubts.of(t1).isEmpty())
                .ifPresent(t1 -> wholeImage("t1", t1, BrainForeground.onGridOf(t1, brain), 1));
        inputs.nm().filter(nm -> MagnitudeDoubts.of(nm).isEmpty()).ifPresent(nm -> {
            double scale = wholeImage("nm", nm, BrainForeground.inNeuromelanin(nm, brain), 1);
            MidbrainRegion.of(nm, inputs.nuclei(), inputs.nigra(), NM_MARGIN_MM)
                    .ifPresent(window -> NeuromelaninMeasures.of(window, scale).forEach(this::put));
        });
        volumesInNm(inputs);
    }

    private void put(BiomarkerId id, double value) {
        if (Double.isFinite(value)) {
            values.put(id, value);
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
            put(BiomarkerId.of(nucleus, "volume"), count * voxel);
            if (SusceptibilityMeasures.TEXTURED.contains(nucleus.structure())) {
                var box = nuclei.boundingBox(nucleus.qsmLabel()).orElseThrow();
                shape(nucleus, Shape.of(Mask.of(nuclei.crop(box), nucleus.qsmLabel())));
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

    private void shape(Nucleus nucleus, Shape shape) {
        put(BiomarkerId.of(nucleus, "shape.surface"), shape.surfaceArea());
        put(BiomarkerId.of(nucleus, "shape.sphericity"), shape.sphericity());
        put(BiomarkerId.of(nucleus, "shape.diameter"), shape.maximumDiameter());
        put(BiomarkerId.of(nucleus, "shape.major_axis"), shape.majorAxis());
        put(BiomarkerId.of(nucleus, "shape.elongation"), shape.elongation());
        put(BiomarkerId.of(nucleus, "shape.flatness"), shape.flatness());
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
                    put(BiomarkerId.of(nucleus, "nm.volume"), traced * window.voxelMm3());
                    if (window.voxels(nucleus).length > 0) {
                        put(
                                BiomarkerId.of(Region.SNPC, nucleus.side(), "volume"),
                                window.compacta(nucleus).length * window.voxelMm3());
                    }
                }
            }
        });
    }

    /** @return the median in the image's own unit */
    private double wholeImage(String image, Volume volume, Optional<Mask> brain, double factor) {
        IntensitySummary s =
                IntensitySummary.of(volume, brain.orElseGet(() -> ForegroundMask.of(FiniteVoxels.orZero(volume))));
        put(BiomarkerId.ofImage(image + ".mean"), s.mean() * factor);
        put(BiomarkerId.ofImage(image + ".sd"), s.standardDeviation() * factor);
        put(BiomarkerId.ofImage(image + ".p10"), s.p10() * factor);
        put(BiomarkerId.ofImage(image + ".median"), s.median() * factor);
        put(BiomarkerId.ofImage(image + ".p90"), s.p90() * factor);
        return s.median();
    }

    private Biomarkers result() {
        for (BiomarkerCatalog.Row row : BiomarkerCatalog.table()) {
            if (row.hasSides()) {
                row.regions().forEach(region -> meanOfSides(region, row.measure()));
            }
        }
        for (Structure structure : Structure.values()) {
            Region region = Region.of(structure);
            relativeAsymmetry(region, "volume", "volume");
            asymmetry(region, "qsm.mean", "qsm");
        }
        asymmetry(Region.SN, "nm.contrast", "nm");
        relativeAsymmetry(Region.SN, "nm.volume", "nm_volume");
        asymmetry(Region.SN, "qsm.nigrosome", "nigrosome");
        relativeAsymmetry(Region.SNPC, "volume", "volume");
        Map<BiomarkerId, Double> ordered = new LinkedHashMap<>();
        for (BiomarkerDefinition definition : BiomarkerCatalog.all()) {
            Optional.ofNullable(values.get(definition.id())).ifPresent(v -> ordered.put(definition.id(), v));
        }
        return new Biomarkers(ordered);
    }

    private void meanOfSides(Region region, String measure) {
        sides(region, measure).ifPresent(pair -> put(BiomarkerId.mean(region, measure), (pair[0] + pair[1]) / 2));
    }

    private void asymmetry(Region region, String measure, String name) {
        sides(region, measure).ifPresent(pair -> put(BiomarkerId.asymmetry(region, name), Math.abs(pair[0] - pair[1])));
    }

    private void relativeAsymmetry(Region region, String measure, String name) {
        sides(region, measure)
                .ifPresent(pair -> put(
                        BiomarkerId.asymmetry(region, name), 2 * Math.abs(pair[0] - pair[1]) / (pair[0] + pair[1])));
    }

    private Optional<double[]> sides(Region region, String measure) {
        Double right = values.get(BiomarkerId.of(region, Side.RIGHT, measure));
        Double left = values.get(BiomarkerId.of(region, Side.LEFT, measure));
        return right == null || left == null ? Optional.empty() : Optional.of(new double[] {right, left});
    }
}
