package org.substantia.diagnosis.biomarkers;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/**
 * The plain measures of nuclei, for those who want no more of a case than these: the same regions as
 * {@link BiomarkerMeasurement} measures in, without their textures and shapes.
 */
public final class NucleusMeasures {
    /** Room for labels whose border moves when they are brought onto the image's grid. */
    private static final double MARGIN_MM = 4;

    private NucleusMeasures() {}

    /**
     * Mean intensities in the image's unit, over the voxels that are finite; absent for a nucleus without any.
     *
     * @param nuclei brought onto the image's grid where they have another
     */
    public static Map<Nucleus, Double> means(Volume image, LabelMap nuclei) {
        Map<Nucleus, Double> means = new EnumMap<>(Nucleus.class);
        MidbrainRegion.of(image, Optional.of(nuclei), Optional.empty(), MARGIN_MM)
                .ifPresent(region -> {
                    for (Nucleus nucleus : Nucleus.values()) {
                        double sum = 0;
                        int[] voxels = region.voxels(nucleus);
                        for (int voxel : voxels) {
                            sum += region.image().data()[voxel];
                        }
                        if (voxels.length > 0) {
                            means.put(nucleus, sum / voxels.length);
                        }
                    }
                });
        return means;
    }

    /** How many voxels of the nigra, as traced in QSM and in NM, are the same; both masks have one grid. */
    public static Map<Nucleus, Integer> compactaVoxels(LabelMap nuclei, LabelMap nigra) {
        Map<Nucleus, Integer> voxels = new EnumMap<>(Nucleus.class);
        Optional<MidbrainRegion> region =
                MidbrainRegion.of(Volume.zeros(nigra.geometry()), Optional.of(nuclei), Optional.of(nigra), 0);
        for (Nucleus nucleus : List.of(Nucleus.SN_R, Nucleus.SN_L)) {
            voxels.put(nucleus, region.map(r -> r.compacta(nucleus).length).orElse(0));
        }
        return voxels;
    }
}
