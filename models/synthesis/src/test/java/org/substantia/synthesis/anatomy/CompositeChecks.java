package org.substantia.synthesis.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/** What must hold of any composite. */
public final class CompositeChecks {
    private CompositeChecks() {}

    /** Right lies at larger x than left, and the nuclei of midbrain and cerebellum lie in their tissue. */
    public static void assertSidesAndPlaces(CompositeAnatomy anatomy, double smallestShare) {
        for (Structure structure : Structure.values()) {
            double right =
                    meanX(anatomy.nuclei(), Nucleus.of(structure, Side.RIGHT).qsmLabel());
            double left =
                    meanX(anatomy.nuclei(), Nucleus.of(structure, Side.LEFT).qsmLabel());
            assertThat(right).as(structure.symbol()).isGreaterThan(left + 4);
        }
        assertThat(meanX(anatomy.nigra(), 1)).isGreaterThan(meanX(anatomy.nigra(), 2) + 4);
        Set<Integer> midbrain = Set.of(Tissue.VENTRAL_DIENCEPHALON.label(), Tissue.BRAINSTEM.label());
        Set<Integer> cerebellum = Set.of(Tissue.CEREBELLAR_WHITE_MATTER.label(), Tissue.CEREBELLAR_CORTEX.label());
        for (Nucleus nucleus : LabelScheme.QSM.nuclei()) {
            switch (nucleus.structure()) {
                case STN, SN, RN ->
                    assertThat(share(anatomy, nucleus.qsmLabel(), midbrain))
                            .as(nucleus.symbol())
                            .isGreaterThan(smallestShare);
                case DN ->
                    assertThat(share(anatomy, nucleus.qsmLabel(), cerebellum))
                            .as(nucleus.symbol())
                            .isGreaterThan(smallestShare);
                default ->
                    assertThat(share(anatomy, nucleus.qsmLabel(), Set.of(Tissue.AIR.label())))
                            .as(nucleus.symbol())
                            .isZero();
            }
        }
    }

    private static double meanX(LabelMap map, int label) {
        Geometry g = map.geometry();
        double[] sum = new double[2];
        map.forEachLabeled((index, l) -> {
            if (l == label) {
                sum[0] += g.affine().applyX(index % g.nx(), 0, 0);
                sum[1]++;
            }
        });
        return sum[0] / sum[1];
    }

    private static double share(CompositeAnatomy anatomy, int label, Set<Integer> tissues) {
        Geometry g = anatomy.nuclei().geometry();
        LabelMap tissue = anatomy.tissue();
        Affine toTissue = tissue.geometry().affine().inverse().compose(g.affine());
        int[] count = new int[2];
        anatomy.nuclei().forEachLabeled((index, l) -> {
            if (l == label) {
                int x = index % g.nx();
                int y = index / g.nx() % g.ny();
                int z = index / g.nx() / g.ny();
                count[0]++;
                int found = tissue.get(
                        (int) Math.round(toTissue.applyX(x, y, z)), (int) Math.round(toTissue.applyY(x, y, z)), (int)
                                Math.round(toTissue.applyZ(x, y, z)));
                count[1] += tissues.contains(found) ? 1 : 0;
            }
        });
        return count[1] / (double) count[0];
    }
}
