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
import org.substantia.diagnosis.biomarkers.texture.Neighbours;

/** What is measured on the susceptibility map, by name. */
final class SusceptibilityMeasures {
    static final Set<Structure> TEXTURED = Set.of(Structure.SN, Structure.RN, Structure.PUT);

    /** Share of nigral voxels below it: the best single marker of PMC5765262. */
    private static final double LOW_IRON_PPB = 70;
    /** The published mean of healthy nigrae, 133 ppb, and a between-subject deviation of 12 to 18 ppb more. */
    private static final double HIGH_IRON_PPB = 150;

    private static final double LOWEST_LEVEL_PPB = -100;
    private static final double LEVEL_PPB = 10;
    /** Below this, texture is a matter of single voxels. */
    private static final int MIN_TEXTURED = 30;

    private final MidbrainRegion qsm;
    private final Map<String, Double> out = new LinkedHashMap<>();

    private SusceptibilityMeasures(MidbrainRegion qsm) {
        this.qsm = qsm;
    }

    /** @param qsm in ppb */
    static Map<String, Double> of(MidbrainRegion qsm) {
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
        String name = nucleus.symbol();
        double[] values = qsm.values(region);
        FirstOrder f = FirstOrder.of(values);
        out.put(name + ".qsm.mean", f.mean());
        out.put(name + ".qsm.median", f.median());
        out.put(name + ".qsm.p10", f.p10());
        out.put(name + ".qsm.p90", f.p90());
        out.put(name + ".qsm.sd", Math.sqrt(f.variance()));
        if (nucleus.structure() == Structure.SN) {
            nigra(nucleus, region, values);
        }
        if (TEXTURED.contains(nucleus.structure()) && region.length >= MIN_TEXTURED) {
            texture(name, region, f);
        }
    }

    private void nigra(Nucleus nucleus, int[] region, double[] values) {
        String name = nucleus.symbol();
        double[] high = Arrays.stream(values).filter(v -> v >= HIGH_IRON_PPB).toArray();
        out.put(
                name + ".qsm.below70",
                Arrays.stream(values).filter(v -> v < LOW_IRON_PPB).count() / (double) values.length);
        out.put(name + ".qsm.high_iron.volume", high.length * qsm.voxelMm3());
        out.put(name + ".qsm.high_iron.share", high.length / (double) values.length);
        Arrays.stream(high).average().ifPresent(mean -> out.put(name + ".qsm.high_iron.mean", mean));
        NigraAxes axes = NigraAxes.of(qsm, region, nucleus.side());
        double along = 0;
        double across = 0;
        for (int i = 0; i < region.length; i++) {
            double[] place = axes.standard(qsm.place(region[i]));
            along += place[0] * values[i] / region.length;
            across += place[1] * values[i] / region.length;
        }
        // Both coordinates have mean 0, deviation 1 and no correlation, so these are the slopes of the regression.
        out.put(name + ".qsm.gradient.posterolateral", along);
        out.put(name + ".qsm.gradient.ventrolateral", -across);
        Nigrosome.depth(qsm, region, nucleus.side()).ifPresent(depth -> {
            out.put(name + ".qsm.nigrosome", depth);
            out.put(name + ".qsm.nigrosome.visible", Nigrosome.visibility(depth));
        });
        int[] compacta = qsm.compacta(nucleus);
        Arrays.stream(qsm.values(compacta))
                .average()
                .ifPresent(mean -> out.put("SNpc_" + nucleus.side().suffix() + ".qsm.mean", mean));
    }

    private void texture(String name, int[] region, FirstOrder f) {
        out.put(name + ".texture.skewness", f.skewness());
        out.put(name + ".texture.kurtosis", f.excessKurtosis());
        out.put(name + ".texture.mean_absolute_deviation", f.meanAbsoluteDeviation());
        Glcm g = Glcm.merged(
                GrayLevels.fixedWidth(qsm.image(), qsm.mask(region), LOWEST_LEVEL_PPB, LEVEL_PPB), Neighbours.SLICE);
        out.put(name + ".texture.joint_entropy", g.jointEntropy());
        out.put(name + ".texture.angular_second_moment", g.angularSecondMoment());
        out.put(name + ".texture.contrast", g.contrast());
        out.put(name + ".texture.inverse_difference", g.inverseDifference());
        out.put(name + ".texture.correlation", g.correlation());
        out.put(name + ".texture.sum_entropy", g.sumEntropy());
        out.put(name + ".texture.cluster_shade", g.clusterShade());
    }
}
