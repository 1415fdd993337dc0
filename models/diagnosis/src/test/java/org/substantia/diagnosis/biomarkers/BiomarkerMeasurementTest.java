package org.substantia.diagnosis.biomarkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

/**
 * A midbrain of blocks: nigrae slanting from the front and middle to the back and outside, the crus in front of them.
 */
class BiomarkerMeasurementTest {
    private static final int N = 64;
    private static final double[] SPOT = {0.75, 0.5, -0.35};

    /** World is right, front, up; the voxels run to the left, the front and up, or the other way where asked. */
    private static Geometry grid(boolean flipped) {
        return flipped
                ? new Geometry(N, N, 24, Affine.scaling(1, -1, 1.5, -32, 32, -18))
                : new Geometry(N, N, 24, Affine.scaling(-1, 1, 1.5, 32, -32, -18));
    }

    /** @param side 1 for the right nigra, -1 for the left; place along, across and up in mm from its center */
    private static double[] place(double side, double x, double y, double z) {
        double out = side * x - 9;
        return new double[] {0.6 * out - 0.8 * y, -0.8 * out - 0.6 * y, z};
    }

    private static boolean nigra(double[] p) {
        return Math.abs(p[0]) < 7 && Math.abs(p[1]) < 3 && Math.abs(p[2]) < 5;
    }

    /** What a patient's images and masks are made of. */
    private record Midbrain(boolean flipped, double rightPpb, double leftPpb, double spotPpb, double contrast) {
        private double[] world(int x, int y, int z) {
            Affine a = grid(flipped).affine();
            return a.apply(x, y, z);
        }

        BiomarkerInputs inputs() {
            Geometry g = grid(flipped);
            Volume qsm = Volume.zeros(g);
            Volume nm = Volume.zeros(g);
            byte[] nuclei = new byte[g.voxelCount()];
            byte[] traced = new byte[g.voxelCount()];
            for (int z = 0; z < 24; z++) {
                for (int y = 0; y < N; y++) {
                    for (int x = 0; x < N; x++) {
                        int i = g.index(x, y, z);
                        double[] w = world(x, y, z);
                        double side = w[0] > 0 ? 1 : -1;
                        double[] p = place(side, w[0], w[1], w[2]);
                        boolean crus = p[1] < -3 && p[1] > -10 && Math.abs(p[0]) < 9;
                        nm.data()[i] = crus ? 950 : p[1] <= -10 ? 750 : 1000;
                        qsm.data()[i] = 10 + (i % 3);
                        if (nigra(p)) {
                            nuclei[i] = (byte) (side > 0 ? 11 : 12);
                            double ppb = side > 0 ? rightPpb : leftPpb;
                            double sx = p[0] / 4 - SPOT[0];
                            double sy = p[1] / 1.75 - SPOT[1];
                            double sz = p[2] / 2.9 - SPOT[2];
                            boolean spot = side > 0 && sx * sx + sy * sy + sz * sz < 0.6;
                            qsm.data()[i] = (float) (ppb + (i % 5 - 2) - (spot ? spotPpb : 0));
                            traced[i] = (byte) (side > 0 ? 1 : 2);
                            nm.data()[i] = (float) (950 * (1 + contrast) + (i % 5 - 2));
                        }
                    }
                }
            }
            return new BiomarkerInputs(
                    Optional.empty(),
                    Optional.of(qsm),
                    Optional.of(nm),
                    Optional.of(LabelMap.ofBytes(g, nuclei)),
                    Optional.of(LabelMap.ofBytes(g, traced)));
        }

        Biomarkers biomarkers() {
            return BiomarkerMeasurement.of(inputs());
        }
    }

    private static double value(Biomarkers biomarkers, String name) {
        return biomarkers.value(BiomarkerId.parse(name)).orElseThrow(() -> new AssertionError(name + " is absent"));
    }

    @Test
    void sidesMeansAndAsymmetryAreThoseOfThePicture() {
        Biomarkers found = new Midbrain(false, 150, 130, 0, 0.2).biomarkers();
        assertThat(value(found, "SN_r.qsm.mean")).isCloseTo(150, within(0.3));
        assertThat(value(found, "SN_l.qsm.mean")).isCloseTo(130, within(0.3));
        assertThat(value(found, "SN.qsm.mean")).isCloseTo(140, within(0.3));
        assertThat(value(found, "SN.asymmetry.qsm")).isCloseTo(20, within(0.5));
        assertThat(value(found, "SN_r.qsm.p90") - value(found, "SN_r.qsm.p10")).isBetween(2.0, 4.0);
        assertThat(value(found, "SN_r.volume")).isCloseTo(14 * 6 * 10, within(120.0));
        assertThat(value(found, "SNpc_r.volume")).isEqualTo(value(found, "SN_r.volume"));
        assertThat(found.value(BiomarkerId.parse("CN_r.volume"))).isEmpty();
    }

    @Test
    void theCrusIsFoundInFrontOfTheNigra() {
        Biomarkers found = new Midbrain(false, 150, 130, 0, 0.2).biomarkers();
        assertThat(value(found, "SN_r.nm.contrast")).isCloseTo(0.2, within(0.01));
        assertThat(value(found, "SN_l.nm.contrast")).isCloseTo(0.2, within(0.01));
        assertThat(value(found, "image.nm.crus")).isCloseTo(950, within(8.0));
    }

    /** Regression: of an NM image brought to mean 0 the contrast was 7.2, and of one less 1024 nuclei changed order. */
    @ParameterizedTest
    @ValueSource(doubles = {-980, -2000})
    void contrastsOfWhatIsNoSignalStrengthAreAbsent(double shift) {
        BiomarkerInputs inputs = new Midbrain(false, 150, 130, 0, 0.2).inputs();
        Volume nm = inputs.nm().orElseThrow();
        for (int i = 0; i < nm.data().length; i++) {
            nm.data()[i] += (float) shift;
        }
        Biomarkers found = BiomarkerMeasurement.of(inputs);
        assertThat(found.value(BiomarkerId.parse("SN_r.nm.contrast"))).isEmpty();
        assertThat(found.value(BiomarkerId.parse("SN_r.nm.mean"))).isEmpty();
        assertThat(found.value(BiomarkerId.parse("image.nm.crus"))).isEmpty();
        assertThat(value(found, "SN_r.qsm.mean")).isCloseTo(150, within(0.3));
        assertThat(value(found, "SN_r.nm.volume")).isPositive();
    }

    /** Voxels near the cistern are told in axial slices, whichever axis of the file runs upwards. */
    @ParameterizedTest
    @ValueSource(strings = {"SAR", "ASL", "LIP"})
    void theSameImageInAnotherOrderOfAxesHasTheSameCrus(String order) {
        BiomarkerInputs inputs = new Midbrain(false, 150, 130, 0, 0.2).inputs();
        Volume nm = inputs.nm().orElseThrow();
        for (int i = 0; i < nm.data().length; i++) {
            // Otherwise the mean does not tell which voxels it is of.
            nm.data()[i] += (float) (8 * Math.sin(nm.geometry().point(i)[0]));
        }
        Orientation orientation = Orientation.parse(order);
        Biomarkers expected = BiomarkerMeasurement.of(inputs);
        Biomarkers found = BiomarkerMeasurement.of(new BiomarkerInputs(
                Optional.empty(),
                inputs.qsm().map(image -> Reorient.to(orientation, image)),
                Optional.of(Reorient.to(orientation, nm)),
                inputs.nuclei().map(map -> Reorient.to(orientation, map)),
                inputs.nigra().map(map -> Reorient.to(orientation, map))));
        assertThat(value(found, "image.nm.crus")).isCloseTo(value(expected, "image.nm.crus"), within(1e-3));
        assertThat(value(found, "SN_r.nm.contrast")).isCloseTo(value(expected, "SN_r.nm.contrast"), within(1e-6));
    }

    @Test
    void aDarkDorsolateralSpotIsNigrosome1() {
        Biomarkers spotted = new Midbrain(false, 150, 150, 80, 0.2).biomarkers();
        assertThat(value(spotted, "SN_r.qsm.nigrosome.visible")).isGreaterThan(0.5);
        assertThat(value(spotted, "SN_l.qsm.nigrosome.visible")).isLessThan(0.01);
        double with = value(new Midbrain(false, 150, 150, 50, 0.2).biomarkers(), "SN_r.qsm.nigrosome");
        double without = value(new Midbrain(false, 150, 150, 0, 0.2).biomarkers(), "SN_r.qsm.nigrosome");
        assertThat(with).isGreaterThan(25);
        assertThat(without).isBetween(-2.0, 5.0);
    }

    @Test
    void theOrderOfVoxelsDoesNotMatter() {
        Biomarkers one = new Midbrain(false, 150, 130, 40, 0.15).biomarkers();
        Biomarkers other = new Midbrain(true, 150, 130, 40, 0.15).biomarkers();
        for (String name : new String[] {
            "SN_r.volume", "SN_r.qsm.mean", "SN_l.qsm.mean", "SN_r.qsm.nigrosome", "SN_r.nm.contrast", "SN_l.nm.volume"
        }) {
            double expected = value(one, name);
            assertThat(value(other, name)).as(name).isCloseTo(expected, within(0.12 * Math.abs(expected) + 0.5));
        }
    }

    @Test
    void whatNeedsAMissingImageIsAbsent() {
        BiomarkerInputs all = new Midbrain(false, 150, 130, 0, 0.2).inputs();
        Biomarkers found = BiomarkerMeasurement.of(new BiomarkerInputs(
                Optional.empty(), Optional.empty(), Optional.empty(), all.nuclei(), Optional.empty()));
        assertThat(found.value(BiomarkerId.parse("SN_r.volume"))).isPresent();
        assertThat(found.value(BiomarkerId.parse("SN_r.qsm.mean"))).isEmpty();
        assertThat(found.value(BiomarkerId.parse("SN_r.nm.contrast"))).isEmpty();
        assertThat(found.values().keySet()).noneMatch(id -> id.name().contains("qsm") || id.region() == Region.IMAGE);
    }

    /** A matrix of as many gray levels as it took did not fit into memory. */
    @Test
    void textureBearsAWildVoxel() {
        BiomarkerInputs high = new Midbrain(false, 150, 130, 0, 0.2).inputs();
        BiomarkerInputs wild = new Midbrain(false, 150, 130, 0, 0.2).inputs();
        int voxel = grid(false).index(N / 2 - 9, N / 2, 12);
        high.qsm().orElseThrow().data()[voxel] = 995;
        wild.qsm().orElseThrow().data()[voxel] = 400_000;
        double expected = value(BiomarkerMeasurement.of(high), "SN_r.texture.contrast");
        assertThat(expected).isGreaterThan(20);
        assertThat(value(BiomarkerMeasurement.of(wild), "SN_r.texture.contrast"))
                .isEqualTo(expected);
    }

    @Test
    void whatWasNotMeasuredDoesNotCount() {
        BiomarkerInputs holed = new Midbrain(false, 150, 130, 0, 0.2).inputs();
        BiomarkerInputs whole = new Midbrain(false, 150, 130, 0, 0.2).inputs();
        byte[] nigrae = new byte[grid(false).voxelCount()];
        whole.nuclei().orElseThrow().forEachLabeled((voxel, label) -> nigrae[voxel] = (byte) label);
        for (int i = 0; i < nigrae.length; i++) {
            // Half of the right nigra, and the outer slices, which masked images leave empty.
            boolean outside = grid(false).z(i) < 4;
            if ((nigrae[i] == 11 && grid(false).z(i) < 12) || outside) {
                holed.qsm().orElseThrow().data()[i] = Float.NaN;
                holed.nm().orElseThrow().data()[i] = Float.NaN;
            }
            if (outside) {
                whole.qsm().orElseThrow().data()[i] = 0;
                whole.nm().orElseThrow().data()[i] = 0;
            }
        }
        Biomarkers found = BiomarkerMeasurement.of(holed);
        Biomarkers expected = BiomarkerMeasurement.of(whole);
        for (String name : List.of("SN_r.qsm.mean", "SN_l.qsm.mean", "SN_r.qsm.p10", "SN_r.nm.mean")) {
            assertThat(value(found, name)).as(name).isCloseTo(value(expected, name), within(0.5));
        }
        assertThat(value(found, "SN_r.nm.contrast")).isCloseTo(0.2, within(0.01));
        // The crus is looked for around the labels that are left.
        assertThat(value(found, "image.nm.crus")).isCloseTo(value(expected, "image.nm.crus"), within(1.0));
        for (String name : List.of("image.nm.p90", "image.nm.median", "SN_r.volume", "SN_l.nm.mean")) {
            assertThat(value(found, name)).as(name).isEqualTo(value(expected, name));
        }
    }

    /** Regression: a mask with gaps ended as a fault of the program, and the patient had no row. */
    @Test
    void aNucleusWithoutNeighborsHasNoTexture() {
        BiomarkerInputs all = new Midbrain(false, 150, 130, 0, 0.2).inputs();
        Geometry g = grid(false);
        byte[] dotted = new byte[g.voxelCount()];
        all.nuclei()
                .orElseThrow()
                .forEachLabeled((voxel, label) -> dotted[voxel] =
                        (byte) (label == 12 || (g.x(voxel) % 2 == 0 && g.y(voxel) % 2 == 0) ? label : 0));
        Biomarkers found = BiomarkerMeasurement.of(new BiomarkerInputs(
                Optional.empty(), all.qsm(), all.nm(), Optional.of(LabelMap.ofBytes(g, dotted)), all.nigra()));

        assertThat(value(found, "SN_r.qsm.mean")).isCloseTo(150, within(0.5));
        assertThat(found.values().keySet())
                .noneMatch(
                        id -> id.name().startsWith("SN_r.texture") || id.name().startsWith("SN.texture"))
                .anyMatch(id -> id.name().startsWith("SN_l.texture"));
    }

    @Test
    void aNucleusCutByTheFieldOfViewHasNoSize() {
        BiomarkerInputs all = new Midbrain(false, 150, 130, 0, 0.2).inputs();
        // The nigrae reach from slice 9 to 15; below slice 12 nothing was scanned.
        BoundingBox upper = new BoundingBox(0, 0, 12, N - 1, N - 1, 23);
        Biomarkers found = BiomarkerMeasurement.of(new BiomarkerInputs(
                Optional.empty(),
                all.qsm().map(volume -> volume.crop(upper)),
                all.nm().map(volume -> volume.crop(upper)),
                all.nuclei().map(map -> map.crop(upper)),
                all.nigra().map(map -> map.crop(upper))));

        assertThat(value(found, "SN_r.qsm.mean")).isCloseTo(150, within(0.3));
        assertThat(found.value(BiomarkerId.parse("SN_r.volume"))).isEmpty();
        assertThat(found.value(BiomarkerId.parse("SN_r.shape.surface"))).isEmpty();
        assertThat(found.value(BiomarkerId.parse("SN_r.nm.volume"))).isEmpty();
        assertThat(found.value(BiomarkerId.parse("SNpc_r.volume"))).isEmpty();
        assertThat(found.value(BiomarkerId.parse("SN.asymmetry.volume"))).isEmpty();
    }
}
