package org.substantia.segmentation.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.statistics.PublishedReference;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.segmentation.localization.AxisScales;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.plan.LabelSet;

class SegmentationQualityCheckTest {
    private static final LabelSet HEAD = LabelSet.of(LabelScheme.QSM);
    private static final Geometry GRID = new Geometry(100, 120, 100, Affine.scaling(-1, 1, 1, 50, -60, -50));
    private static final NucleiLocation LOCATION = new NucleiLocation(
            Affine.of(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0),
            0,
            1,
            AxisScales.AVERAGE,
            OptionalDouble.of(1),
            0.9,
            0.9,
            false,
            List.of(),
            List.of(),
            List.of());

    private final byte[] labels = new byte[GRID.voxelCount()];
    private final List<SegmentationQualityCheck.Evidence> evidence = new ArrayList<>();

    /** Every nucleus as a block of its mean volume, as near its place as others leave room. */
    @BeforeEach
    void drawAnAverageHead() {
        for (Nucleus nucleus : Nucleus.values()) {
            draw(nucleus, PublishedReference.volumeCm3(nucleus) * 1000);
            evidence.add(new SegmentationQualityCheck.Evidence(OptionalDouble.of(0.9), 1, 0));
        }
    }

    @Test
    void anAverageHeadIsFine() {
        List<StructureQuality> structures = check();
        assertThat(structures)
                .allSatisfy(s -> assertThat(s.flags()).as(s.name()).isEmpty());
        assertThat(structures.get(Nucleus.RN_L.qsmLabel() - 1).volumeMm3()).isBetween(150.0, 190.0);
        assertThat(SegmentationQualityCheck.status(structures)).isEqualTo(QcStatus.OK);
    }

    @Test
    void flagsWhatIsMissing() {
        erase(Nucleus.RN_R);
        assertThat(flags(Nucleus.RN_R)).containsExactly(QcFlag.MISSING);
        assertThat(SegmentationQualityCheck.status(check())).isEqualTo(QcStatus.REVIEW);
    }

    @Test
    void doesNotMissWhatLiesOutsideTheImage() {
        Geometry upper = new Geometry(100, 120, 60, Affine.scaling(-1, 1, 1, 50, -60, -10));
        List<SegmentationQualityCheck.Evidence> none = new ArrayList<>(evidence);
        LabelMap map = LabelMap.ofBytes(upper, new byte[upper.voxelCount()]);
        StructureQuality dentate =
                SegmentationQualityCheck.of(HEAD, map, none, LOCATION).get(Nucleus.DN_L.qsmLabel() - 1);
        assertThat(dentate.flags()).containsExactly(QcFlag.OUT_OF_VIEW);
    }

    @Test
    void flagsImplausibleAndUnevenVolumes() {
        erase(Nucleus.SN_L);
        draw(Nucleus.SN_L, 150);
        assertThat(flags(Nucleus.SN_L)).contains(QcFlag.IMPLAUSIBLE_VOLUME, QcFlag.ASYMMETRIC);
        assertThat(flags(Nucleus.SN_R)).containsExactly(QcFlag.ASYMMETRIC);
    }

    @Test
    void flagsFragmentsAndDoubt() {
        evidence.set(
                Nucleus.GP_L.qsmLabel() - 1, new SegmentationQualityCheck.Evidence(OptionalDouble.of(0.55), 4, 0.2));
        assertThat(flags(Nucleus.GP_L)).containsExactlyInAnyOrder(QcFlag.FRAGMENTED, QcFlag.LOW_CONFIDENCE);
    }

    @Test
    void flagsWhatReachesTheBorderOrLiesElsewhere() {
        erase(Nucleus.STN_L);
        for (int y = 0; y < 90; y++) {
            labels[GRID.index(5, y, 50)] = (byte) Nucleus.STN_L.qsmLabel();
        }
        assertThat(flags(Nucleus.STN_L)).contains(QcFlag.CUT, QcFlag.MISPLACED);
    }

    @Test
    void whatIsCutMayBeSmallAndUnlikeTheOtherSide() {
        erase(Nucleus.GP_L);
        for (int y = 0; y < 30; y++) {
            labels[GRID.index(60, y, 50)] = (byte) Nucleus.GP_L.qsmLabel();
        }
        assertThat(flags(Nucleus.GP_L))
                .contains(QcFlag.CUT)
                .doesNotContain(QcFlag.IMPLAUSIBLE_VOLUME, QcFlag.ASYMMETRIC);
        assertThat(flags(Nucleus.GP_R)).doesNotContain(QcFlag.ASYMMETRIC);

        labels[GRID.index(60, 0, 50)] = 0;
        assertThat(flags(Nucleus.GP_L))
                .contains(QcFlag.IMPLAUSIBLE_VOLUME, QcFlag.ASYMMETRIC)
                .doesNotContain(QcFlag.CUT);
        assertThat(flags(Nucleus.GP_R)).contains(QcFlag.ASYMMETRIC);
    }

    @Test
    void failsWhenMostIsMissing() {
        for (Nucleus nucleus : Nucleus.values()) {
            if (nucleus.qsmLabel() <= 10) {
                erase(nucleus);
            }
        }
        assertThat(SegmentationQualityCheck.status(check())).isEqualTo(QcStatus.FAILED);
    }

    private List<StructureQuality> check() {
        return SegmentationQualityCheck.of(HEAD, LabelMap.ofBytes(GRID, labels), evidence, LOCATION);
    }

    private Iterable<QcFlag> flags(Nucleus nucleus) {
        return check().get(nucleus.qsmLabel() - 1).flags();
    }

    /** A cube of so many voxels, as far as nothing else is there. */
    private void draw(Nucleus nucleus, double voxels) {
        double[] place = LOCATION.place(nucleus.symbol()).orElseThrow();
        double[] at = GRID.affine().inverse().apply(place[0], place[1], place[2]);
        int drawn = 0;
        for (int reach = 0; drawn < voxels && reach < 30; reach++) {
            for (int z = -reach; z <= reach; z++) {
                for (int y = -reach; y <= reach; y++) {
                    for (int x = -reach; x <= reach; x++) {
                        int index = GRID.index(
                                (int) Math.round(at[0]) + x, (int) Math.round(at[1]) + y, (int) Math.round(at[2]) + z);
                        if (labels[index] == 0 && drawn < voxels) {
                            labels[index] = (byte) nucleus.qsmLabel();
                            drawn++;
                        }
                    }
                }
            }
        }
    }

    private void erase(Nucleus nucleus) {
        for (int v = 0; v < labels.length; v++) {
            if (labels[v] == nucleus.qsmLabel()) {
                labels[v] = 0;
            }
        }
    }
}
