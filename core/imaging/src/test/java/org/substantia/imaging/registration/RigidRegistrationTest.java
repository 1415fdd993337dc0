package org.substantia.imaging.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.registration.HeadPhantom.Contrast;
import org.substantia.imaging.resampling.Resampler;
import org.substantia.imaging.transform.RigidTransform;
import org.substantia.testing.SharedData;

@Tag("slow")
@net.jqwik.api.Tag("slow")
class RigidRegistrationTest {
    private static final Workers CALLER = Workers.caller();
    private static final RigidRegistration REGISTRATION = RigidRegistration.of(RegistrationOptions.defaults());
    private static final Geometry WHOLE_HEAD = centered(80, 96, 80, 2.4, 2.4, 2.4);
    private static final Geometry OTHER_GRID = centered(100, 120, 56, 1.8, 1.8, 3.2);
    private static final RigidTransform STILL = RigidTransform.identity();

    private static final HeadPhantom PHANTOM = new HeadPhantom(11);
    private static final Volume T1 = PHANTOM.scan(WHOLE_HEAD, STILL, Contrast.T1, 0.02);

    @Property(tries = 5, seed = "3", shrinking = ShrinkingMode.OFF)
    void recoversMotionsBetweenContrastsAndGrids(@ForAll @LongRange(min = 0, max = 1000) long seed) {
        HeadPhantom head = new HeadPhantom(seed);
        RigidTransform motion = motion(seed, 6, 6);
        Volume t1 = head.scan(WHOLE_HEAD, STILL, Contrast.T1, 0.02);
        Volume nm = head.scan(OTHER_GRID, motion, Contrast.NM, 0.02);
        assertRecovered(REGISTRATION.register(t1, nm, CALLER), motion, 0.5);
    }

    @Test
    void recoversExceptionallyLargeMotions() {
        RigidTransform motion =
                RigidTransform.of(new double[] {0.09, -0.08, 0.07}, new double[] {6, -5, 6.5}, new double[] {0, 0, 0});
        assertThat(motion.angleDegrees()).isGreaterThan(7.9);
        Volume nm = PHANTOM.scan(OTHER_GRID, motion, Contrast.NM, 0.02);
        assertRecovered(REGISTRATION.register(T1, nm, CALLER), motion, 0.5);
    }

    @Test
    void takesOnlyTheBrainOfASusceptibilityMap() {
        RigidTransform motion = motion(5, 4, 4);
        Volume qsm = PHANTOM.scan(OTHER_GRID, motion, Contrast.QSM, 0.05);
        assertRecovered(REGISTRATION.register(T1, qsm, CALLER), motion, 0.5);
    }

    @Test
    void findsASlabInAWholeHeadWhicheverIsFixed() {
        RigidTransform motion = motion(8, 4, 4);
        Geometry slab = centered(160, 200, 12, 1, 1, 2.2);
        Volume nm = PHANTOM.scan(slab, motion, Contrast.NM, 0.02);
        assertRecovered(REGISTRATION.register(T1, nm, CALLER), motion, 0.8);
        assertRecovered(REGISTRATION.register(nm, T1, CALLER), motion.inverse(), 0.8);
    }

    @Test
    void passesOverWhatLiesOutsideAMask() {
        RigidTransform motion = motion(9, 5, 5);
        Volume nm = PHANTOM.scan(WHOLE_HEAD, motion, Contrast.NM, 0.02);
        Volume t1 = T1.copy();
        Mask middle = Mask.above(PHANTOM.scan(WHOLE_HEAD, STILL, Contrast.T1, 0), 25);
        // Something bright beside the head that did not move with it.
        for (Volume volume : new Volume[] {t1, nm}) {
            for (int z = 0; z < 80; z++) {
                for (int y = 0; y < 96; y++) {
                    for (int x = 0; x < 6; x++) {
                        volume.data()[WHOLE_HEAD.index(x, y, z)] = 150 + 30 * ((y / 4 + z / 4) % 2);
                    }
                }
            }
        }
        assertRecovered(REGISTRATION.register(t1, Optional.of(middle), nm, Optional.empty(), CALLER), motion, 0.5);
    }

    @Test
    void passesOverVoxelsThatAreNotFinite() {
        RigidTransform motion = motion(2, 4, 4);
        Volume nm = PHANTOM.scan(WHOLE_HEAD, motion, Contrast.NM, 0.02);
        for (int i = 0; i < nm.data().length; i += 1001) {
            nm.data()[i] = Float.NaN;
        }
        assertRecovered(REGISTRATION.register(T1, nm, CALLER), motion, 0.5);
    }

    @Test
    void leavesAGoodHeaderAlone() {
        for (Contrast contrast : new Contrast[] {Contrast.NM, Contrast.QSM}) {
            RegistrationResult result =
                    REGISTRATION.register(T1, PHANTOM.scan(WHOLE_HEAD, STILL, contrast, 0.05), CALLER);
            assertThat(result.quality()).isEqualTo(RegistrationQuality.HEADERS_SUFFICE);
            assertThat(result.quality().isTrustworthy()).isTrue();
            assertThat(result.transform().isIdentity()).isTrue();
            assertThat(displacement(result.found().toAffine(), Affine.identity()))
                    .isLessThan(0.5);
        }
    }

    @Test
    void doesNotAnswerAnImplausibleMotion() {
        RegistrationOptions narrow = new RegistrationOptions(2, 60_000, 32, 1, 0.02, 1.5, 2, 1, 0.25);
        Volume nm = PHANTOM.scan(WHOLE_HEAD, motion(4, 6, 5), Contrast.NM, 0.02);
        RegistrationResult result = RigidRegistration.of(narrow).register(T1, nm, CALLER);
        assertThat(result.quality()).isEqualTo(RegistrationQuality.IMPLAUSIBLE_MOTION);
        assertThat(result.transform().isIdentity()).isTrue();
        assertThat(result.found().shiftMm()).isGreaterThan(2);
    }

    @Test
    void keepsTheHeadersOfImagesThatHaveNothingInCommon() {
        Volume noise = Volume.zeros(WHOLE_HEAD);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < noise.data().length; i++) {
            noise.data()[i] = (float) (100 + 20 * random.nextGaussian());
        }
        RegistrationResult result = REGISTRATION.register(T1, noise, CALLER);
        assertThat(result.quality()).isEqualTo(RegistrationQuality.AMBIGUOUS);
        assertThat(result.quality().isTrustworthy()).isFalse();
        assertThat(result.transform().isIdentity()).isTrue();
    }

    @Test
    void doesNotCompareImagesThatDoNotOverlap() {
        Geometry elsewhere =
                new Geometry(80, 96, 80, Affine.scaling(1, 1, 1, 500, 0, 0).compose(WHOLE_HEAD.affine()));
        RegistrationResult result = REGISTRATION.register(T1, new Volume(elsewhere, T1.data()), CALLER);
        assertThat(result.quality()).isEqualTo(RegistrationQuality.NOT_COMPARABLE);
        assertThat(result.transform().isIdentity()).isTrue();
        assertThat(result.mutualInformationAfter()).isEqualTo(1);
    }

    @Test
    void doesNotCompareFlatOrTinyImages() {
        Geometry tiny = centered(4, 4, 1, 2, 2, 2);
        for (Volume other : new Volume[] {Volume.zeros(WHOLE_HEAD), Volume.zeros(tiny), slope(tiny)}) {
            assertThat(REGISTRATION.register(T1, other, CALLER).quality())
                    .isEqualTo(RegistrationQuality.NOT_COMPARABLE);
            assertThat(REGISTRATION.register(other, T1, CALLER).quality())
                    .isEqualTo(RegistrationQuality.NOT_COMPARABLE);
        }
    }

    @Test
    void givesTheSameOnAnyNumberOfThreads() {
        Volume nm = PHANTOM.scan(OTHER_GRID, motion(7, 3, 3), Contrast.NM, 0.02);
        try (Workers three = Workers.of(3)) {
            assertThat(REGISTRATION.register(T1, nm, three)).isEqualTo(REGISTRATION.register(T1, nm, CALLER));
        }
    }

    @Test
    void leavesItsInputsAsTheyWere() {
        Volume qsm = PHANTOM.scan(WHOLE_HEAD, STILL, Contrast.QSM, 0.02);
        float[] t1Before = T1.data().clone();
        float[] qsmBefore = qsm.data().clone();
        REGISTRATION.register(T1, qsm, CALLER);
        assertThat(Arrays.equals(T1.data(), t1Before)).isTrue();
        assertThat(Arrays.equals(qsm.data(), qsmBefore)).isTrue();
    }

    @Test
    void rejectsAMaskOfAnotherSize() {
        Volume t1 = Volume.zeros(WHOLE_HEAD);
        Mask mask = new Mask(OTHER_GRID, new byte[OTHER_GRID.voxelCount()]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REGISTRATION.register(t1, Optional.of(mask), t1, Optional.empty(), CALLER))
                .withMessageContaining("mask");
    }

    @Test
    void recoversTheMotionOfARealHead() throws IOException {
        Path file = SharedData.file("real/t1-manual-labels/1000_SS.nii.gz");
        assumeThat(file).as("a real T1 beside the repository").exists();
        Volume t1 = Nifti.readVolume(file).volume();
        Geometry g = t1.geometry();
        double[] middle = g.affine().apply(g.nx() / 2.0, g.ny() / 2.0, g.nz() / 2.0);
        RigidTransform motion =
                RigidTransform.of(new double[] {0.06, -0.05, 0.08}, new double[] {3.5, -4, 2.5}, middle);
        Affine grid = g.affine().compose(Affine.scaling(0.9, 1.1, 2, 3, -2, 1));
        Volume moved = Resampler.onto(new Geometry(180, 190, 80, grid))
                .through(motion.inverse().toAffine())
                .apply(t1, CALLER);
        SplittableRandom random = new SplittableRandom(6);
        double high = 1.1 * max(t1.data());
        for (int i = 0; i < moved.data().length; i++) {
            float v = moved.data()[i];
            moved.data()[i] = (float) ((v > 0 ? high - v : 0) + 0.03 * high * random.nextGaussian());
        }
        RegistrationResult result = REGISTRATION.register(t1, moved, CALLER);
        assertThat(result.quality()).isEqualTo(RegistrationQuality.ALIGNED);
        double[] corners = corners(Mask.above(t1, 0));
        assertThat(displacement(result.transform().toAffine(), motion.toAffine(), corners))
                .isLessThan(0.5);
    }

    private static void assertRecovered(RegistrationResult result, RigidTransform motion, double toleranceMm) {
        assertThat(result.quality()).isEqualTo(RegistrationQuality.ALIGNED);
        assertThat(result.transform()).isEqualTo(result.found());
        assertThat(displacement(result.transform().toAffine(), motion.toAffine()))
                .isLessThan(toleranceMm);
        assertThat(result.mutualInformationAfter())
                .isGreaterThan(result.mutualInformationBefore())
                .isLessThan(2);
        assertThat(result.mutualInformationBefore()).isGreaterThanOrEqualTo(1);
        assertThat(result.overlap()).isBetween(0.25, 1.0);
        assertThat(result.evaluations()).isPositive();
    }

    /** At the corners of a box around the brain of the phantom. */
    private static double displacement(Affine a, Affine b) {
        return displacement(a, b, new double[] {-50, -65, -50, 50, 65, 50});
    }

    private static double displacement(Affine a, Affine b, double[] box) {
        double most = 0;
        for (int corner = 0; corner < 8; corner++) {
            double x = box[(corner & 1) * 3];
            double y = box[(corner >> 1 & 1) * 3 + 1];
            double z = box[(corner >> 2 & 1) * 3 + 2];
            double[] p = a.apply(x, y, z);
            double[] q = b.apply(x, y, z);
            most = Math.max(most, Math.hypot(Math.hypot(p[0] - q[0], p[1] - q[1]), p[2] - q[2]));
        }
        return most;
    }

    /** The corners of a mask's bounding box in the world, lowest and highest. */
    private static double[] corners(Mask mask) {
        var box = mask.boundingBox().orElseThrow();
        double[] low = mask.geometry().affine().apply(box.minX(), box.minY(), box.minZ());
        double[] high = mask.geometry().affine().apply(box.maxX(), box.maxY(), box.maxZ());
        return new double[] {low[0], low[1], low[2], high[0], high[1], high[2]};
    }

    private static RigidTransform motion(long seed, double maxMm, double maxDegrees) {
        SplittableRandom random = new SplittableRandom(seed + 99);
        double[] angles = new double[3];
        double[] shift = new double[3];
        for (int i = 0; i < 3; i++) {
            angles[i] = Math.toRadians(HeadPhantom.between(random, -maxDegrees, maxDegrees));
            shift[i] = HeadPhantom.between(random, 0.5, 1) * maxMm * (random.nextBoolean() ? 1 : -1);
        }
        return RigidTransform.of(angles, shift, new double[] {5, -3, 2});
    }

    private static Geometry centered(int nx, int ny, int nz, double sx, double sy, double sz) {
        return new Geometry(
                nx, ny, nz, Affine.scaling(sx, sy, sz, -sx * (nx - 1) / 2, -sy * (ny - 1) / 2, -sz * (nz - 1) / 2));
    }

    private static Volume slope(Geometry grid) {
        Volume volume = Volume.zeros(grid);
        for (int i = 0; i < volume.data().length; i++) {
            volume.data()[i] = i;
        }
        return volume;
    }

    private static float max(float[] values) {
        float most = values[0];
        for (float v : values) {
            most = Math.max(most, v);
        }
        return most;
    }
}
