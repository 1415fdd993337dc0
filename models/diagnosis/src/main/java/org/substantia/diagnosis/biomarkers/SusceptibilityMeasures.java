package org.substantia.diagnosis.biomarkers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.diagnosis.biomarkers.texture.FirstOrder;
import org.substantia.diagnosis.biomarkers.texture.Glcm;
import org.substantia.diagnosis.biomarkers.texture.GrayLevels;
import org.substantia.diagnosis.biomarkers.texture.Neighborhood;

/** What is measured on the susceptibility map. */
final class SusceptibilityMeasures {
    static final Set<Structure> TEXTURED = Set.of(Structure.SN, Structure.RN, Structure.PUT);

    /** Share of nigral voxels below it: the best single marker of PMC5765262. */
    private static final double LOW_IRON_PPB = 70;
    /** The published mean of healthy nigrae, 133 ppb, and a between-subject deviation of 12 to 18 ppb more. */
    private static final double HIGH_IRON_PPB = 150;

    private static final double LOWEST_LEVEL_PPB = -100;
    private static final double LEVEL_PPB = 10;
    /** Up to 1000 ppb, which nothing in a nucleus reaches. */
    private static final int LEVELS = 110;

    /** Below this, texture is a matter of single voxels. */
    private static final int MIN_TEXTURED = 30;

    private final MidbrainRegion qsm;
    private final Map<BiomarkerId, Double> out = new LinkedHashMap<>();

    private SusceptibilityMeasures(MidbrainRegion qsm) {
        this.qsm = qsm;
    }

    /** @param qsm in ppb */
    static Map<BiomarkerId, Double> of(MidbrainRegion qsm) {
        SusceptibilityMeasures measures = new SusceptibilityMeasures(qsm);
        for (Nucleus nucleus : Nucleus.values()) {
            int[] region = qsm.voxels(nucleus);
            if (region.length > 0) {
                measures.nucleus(nucleus, region);
            }
        }
        return measures.out;
    }

    private void nucleus(Nucleus nucleus, int[] region) {
        double[] values = qsm.values(region);
        FirstOrder f = FirstOrder.of(values);
        put(nucleus, "qsm.mean", f.mean());
        put(nucleus, "qsm.median", f.median());
        put(nucleus, "qsm.p10", f.p10());
        put(nucleus, "qsm.p90", f.p90());
        put(nucleus, "qsm.sd", Math.sqrt(f.variance()));
        if (nucleus.structure() == Structure.SN) {
            nigra(nucleus, region, values);
        }
        if (TEXTURED.contains(nucleus.structure()) && region.length >= MIN_TEXTURED) {
            // A mask or a map with gaps may leave no two neighbors, and then there is no texture either.
            Glcm.merged(
                            GrayLevels.fixedWidth(qsm.image(), qsm.mask(region), LOWEST_LEVEL_PPB, LEVEL_PPB, LEVELS),
                            Neighborhood.SLICE)
                    .ifPresent(pairs -> texture(nucleus, f, pairs));
        }
    }

    private void nigra(Nucleus nucleus, int[] region, double[] values) {
        double[] high = Arrays.stream(values).filter(v -> v >= HIGH_IRON_PPB).toArray();
        put(
                nucleus,
                "qsm.below70",
                Arrays.stream(values).filter(v -> v < LOW_IRON_PPB).count() / (double) values.length);
        put(nucleus, "qsm.high_iron.volume", high.length * qsm.voxelMm3());
        put(nucleus, "qsm.high_iron.share", high.length / (double) values.length);
        Arrays.stream(high).average().ifPresent(mean -> put(nucleus, "qsm.high_iron.mean", mean));
        NigraAxes axes = NigraAxes.of(qsm, region, nucleus.side());
        double along = 0;
        double across = 0;
        for (int i = 0; i < region.length; i++) {
            double[] place = axes.standard(qsm.place(region[i]));
            along += place[0] * values[i] / region.length;
            across += place[1] * values[i] / region.length;
        }
        // Both coordinates have mean 0 and deviation 1, so each is the slope of a regression on it alone.
        put(nucleus, "qsm.gradient.posterolateral", along);
        put(nucleus, "qsm.gradient.ventrolateral", -across);
        Nigrosome.depth(qsm, region, nucleus.side()).ifPresent(depth -> {
            put(nucleus, "qsm.nigrosome", depth);
            put(nucleus, "qsm.nigrosome.visible", Nigrosome.visibility(depth));
        });
        int[] compacta = qsm.compacta(nucleus);
        Arrays.stream(qsm.values(compacta))
                .average()
                .ifPresent(mean -> out.put(BiomarkerId.of(Region.SNPC, nucleus.side(), "qsm.mean"), mean));
    }

    private void texture(Nucleus nucleus, FirstOrder f, Glcm g) {
        put(nucleus, "texture.skewness", f.skewness());
        put(nucleus, "texture.kurtosis", f.excessKurtosis());
        put(nucleus, "texture.mean_absolute_deviation", f.meanAbsoluteDeviation());
        put(nucleus, "texture.joint_entropy", g.joint().entropy());
        put(nucleus, "texture.angular_second_moment", g.joint().angularSecondMoment());
        put(nucleus, "texture.contrast", g.contrast());
        put(nucleus, "texture.inverse_difference", g.inverseDifference());
        put(nucleus, "texture.correlation", g.correlation());
        put(nucleus, "texture.sum_entropy", g.sum().entropy());
        put(nucleus, "texture.cluster_shade", g.cluster().shade());
    }

    private void put(Nucleus nucleus, String measure, double value) {
        out.put(BiomarkerId.of(nucleus, measure), value);
    }
}
