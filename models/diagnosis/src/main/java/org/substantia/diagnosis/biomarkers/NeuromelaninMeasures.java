package org.substantia.diagnosis.biomarkers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Mask;
import org.substantia.imaging.distance.DistanceTransform;

/** What is measured on the NM image. */
final class NeuromelaninMeasures {
    private static final double NEAR_MM = 2;
    /** Contrast to the crus from which a voxel counts as pigmented. */
    private static final double MIN_CONTRAST = 0.10;
    /** Vessels beside the nigra are brighter. */
    private static final double MAX_CONTRAST = 0.60;

    private final MidbrainRegion nm;
    private final double crus;
    private final Map<BiomarkerId, Double> out = new LinkedHashMap<>();

    private NeuromelaninMeasures(MidbrainRegion nm, double crus) {
        this.nm = nm;
        this.crus = crus;
    }

    /** @param scale the brain's median signal */
    static Map<BiomarkerId, Double> of(MidbrainRegion nm, double scale) {
        Optional<CrusCerebri> crus = CrusCerebri.find(nm);
        NeuromelaninMeasures measures =
                new NeuromelaninMeasures(nm, crus.map(CrusCerebri::mean).orElse(Double.NaN));
        for (Nucleus nucleus : Nucleus.values()) {
            measures.mean(nm.voxels(nucleus))
                    .ifPresent(mean -> measures.out.put(BiomarkerId.of(nucleus, "nm.mean"), mean / scale));
        }
        crus.ifPresent(found -> {
            measures.out.put(BiomarkerId.ofImage("nm.crus"), found.mean());
            measures.nigra(Nucleus.SN_R);
            measures.nigra(Nucleus.SN_L);
        });
        return measures.out;
    }

    private Optional<Double> mean(int[] region) {
        var mean = Arrays.stream(nm.values(region)).average();
        return mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty();
    }

    private double contrast(double signal) {
        return (signal - crus) / crus;
    }

    private void nigra(Nucleus nucleus) {
        int[] traced = nm.traced(nucleus);
        mean(nm.voxels(nucleus)).ifPresent(mean -> out.put(BiomarkerId.of(nucleus, "nm.contrast_qsm"), contrast(mean)));
        mean(nm.compacta(nucleus))
                .ifPresent(mean -> out.put(BiomarkerId.of(Region.SNPC, nucleus.side(), "nm.contrast"), contrast(mean)));
        if (traced.length > 0) {
            tiers(nucleus, traced);
        }
        if (traced.length + nm.voxels(nucleus).length > 0) {
            out.put(BiomarkerId.of(nucleus, "nm.threshold_volume"), pigmented(nucleus, traced) * nm.voxelMm3());
        }
    }

    private void tiers(Nucleus nucleus, int[] traced) {
        double[] contrasts =
                Arrays.stream(nm.values(traced)).map(this::contrast).toArray();
        double mean = Arrays.stream(contrasts).average().orElseThrow();
        out.put(BiomarkerId.of(nucleus, "nm.contrast"), mean);
        NigraAxes axes = NigraAxes.of(nm, traced, nucleus.side());
        double slope = 0;
        double[] sums = new double[2];
        int[] counts = new int[2];
        for (int i = 0; i < traced.length; i++) {
            double across = axes.standard(nm.place(traced[i]))[1];
            slope += across * contrasts[i] / traced.length;
            int half = across < 0 ? 0 : 1;
            sums[half] += contrasts[i];
            counts[half]++;
        }
        put(BiomarkerId.of(nucleus, "nm.contrast_ventrolateral"), sums[0] / counts[0]);
        put(BiomarkerId.of(nucleus, "nm.contrast_dorsomedial"), sums[1] / counts[1]);
        // Of a nigra that is hardly brighter than the crus, a relative slope is noise alone.
        put(BiomarkerId.of(nucleus, "nm.gradient.ventrolateral"), slope / Math.max(mean, 0.02));
    }

    private void put(BiomarkerId id, double value) {
        if (Double.isFinite(value)) {
            out.put(id, value);
        }
    }

    private int pigmented(Nucleus nucleus, int[] traced) {
        Mask own = nm.mask(nm.voxels(nucleus), traced);
        var box = own.boundingBox().orElseThrow().grow(6, nm.grid());
        Mask near = own.crop(box);
        float[] distance =
                DistanceTransform.toForeground(near, Workers.caller()).data();
        float[] signal = nm.image().crop(box).data();
        Mask others = nm.mask(others(nucleus)).crop(box);
        int count = 0;
        for (int i = 0; i < distance.length; i++) {
            double contrast = contrast(signal[i]);
            if (distance[i] <= NEAR_MM && !others.contains(i) && contrast >= MIN_CONTRAST && contrast <= MAX_CONTRAST) {
                count++;
            }
        }
        return count;
    }

    private int[][] others(Nucleus nucleus) {
        return List.of(Nucleus.values()).stream()
                .filter(other -> other != nucleus)
                .map(nm::voxels)
                .toArray(int[][]::new);
    }
}
