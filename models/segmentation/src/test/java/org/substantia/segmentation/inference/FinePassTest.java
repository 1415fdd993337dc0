package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.learning.network.Topology;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.localization.AxisScales;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.GridSampler;

class FinePassTest {
    private static final int PAST = 6;
    private static final SegmentationPlan PLAN = oneSided();

    /** The tiny plan with a segmenter of one half. */
    private static SegmentationPlan oneSided() {
        SegmentationPlan tiny = TinyPlan.plan();
        Stage both = tiny.segmenter();
        Topology topology = both.topology();
        Topology half = new Topology(topology.inputs(), topology.blockSize(), topology.levels(), List.of(2));
        return new SegmentationPlan(
                tiny.version(),
                tiny.modalities(),
                tiny.localizer(),
                tiny.landmarks(),
                new Stage(both.spacing(), List.of(20, 24, 12), half),
                PAST,
                tiny.labelSets(),
                List.of());
    }

    private static Volume noise(Geometry grid) {
        RandomStream random = new RandomStream(5);
        Volume volume = Volume.zeros(grid);
        for (int i = 0; i < volume.data().length; i++) {
            volume.data()[i] = (float) random.nextGaussian();
        }
        return volume;
    }

    /** The voxels in the other order along x, under the same header. */
    private static Volume mirrored(Volume volume) {
        Geometry grid = volume.geometry();
        Volume out = Volume.zeros(grid);
        for (int i = 0; i < out.data().length; i++) {
            out.data()[i] = volume.data()[grid.index(grid.nx() - 1 - grid.x(i), grid.y(i), grid.z(i))];
        }
        return out;
    }

    private static NucleiLocation location(double x, double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        // From left, front, up to RAS, turned about the vertical axis.
        Affine pose = Affine.of(-c, -s, 0, x, -s, c, 0, 1.3, 0, 0, 1, -0.7);
        return new NucleiLocation(
                pose,
                Math.abs(degrees),
                1,
                AxisScales.AVERAGE,
                OptionalDouble.empty(),
                1,
                1,
                false,
                List.of(),
                List.of(),
                List.of());
    }

    private static FinePass.Answer answer(Volume image, NucleiLocation location) {
        return pass(new HalfNetwork(true), image).at(location);
    }

    private static FinePass pass(Networks networks, Volume image) {
        UnaryOperator<float[]> finite = values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.isNaN(values[i]) ? 0 : values[i];
            }
            return values;
        };
        return new FinePass(networks, image.geometry(), grid -> new float[][] {
            finite.apply(GridSampler.values(image, grid, Workers.caller())), new float[grid.voxelCount()]
        });
    }

    /** A mirrored scan gives the mirrored answer with the sides exchanged, whatever the network prefers. */
    @Test
    void bothSidesAreTreatedAlike() {
        for (double spacing : new double[] {1, 0.8}) {
            for (double degrees : new double[] {0, 20}) {
                Geometry grid = new Geometry(
                        60, 50, 20, Affine.scaling(-spacing, spacing, 2, 59 * spacing / 2, -25 * spacing, -19));
                Volume image = noise(grid);
                FinePass once = pass(new HalfNetwork(true), image);
                FinePass mirroredOnce = pass(new HalfNetwork(true), mirrored(image));
                NucleiLocation place = location(1.7, degrees);
                NucleiLocation mirroredPlace = location(-1.7, -degrees);
                assertMirrored(once.at(place), mirroredOnce.at(mirroredPlace));
                assertMirrored(
                        once.lookingTwice().at(place),
                        mirroredOnce.lookingTwice().at(mirroredPlace));
            }
        }
    }

    private static void assertMirrored(FinePass.Answer plain, FinePass.Answer mirror) {
        assertThat(mirror.patch().sameSize(plain.patch())).isTrue();
        Geometry patch = plain.patch();
        Probabilities a = plain.probabilities().get(0);
        Probabilities b = mirror.probabilities().get(0);
        byte[] other = PLAN.labelSets().get(0).mirroredClasses();
        double differing = 0;
        for (int v = 0; v < a.voxels(); v++) {
            int there = patch.index(patch.nx() - 1 - patch.x(v), patch.y(v), patch.z(v));
            for (int c = 0; c < 3; c++) {
                assertThat(b.at(other[c], there)).isCloseTo(a.at(c, v), within(1e-4f));
            }
            differing += Math.abs(a.at(1, v) - a.at(2, v));
        }
        // The answer is not symmetric in itself.
        assertThat(differing / a.voxels()).isGreaterThan(0.01);
    }

    /** A network that judges every voxel by itself says the same wherever its patch lies. */
    @Test
    void aSecondLookIsLaidOverTheFirst() {
        Volume image = noise(new Geometry(60, 50, 20, Affine.scaling(-1, 1, 2, 30, -25, -19)));
        FinePass once = pass(new HalfNetwork(false), image);

        Probabilities first = once.at(location(0, 0)).probabilities().get(0);
        Probabilities mean =
                once.lookingTwice().at(location(0, 0)).probabilities().get(0);

        assertThat(mean.values()).containsExactly(first.values(), within(1e-6f));
    }

    @Test
    void aSecondLookChangesWhatDependsOnThePlaceInThePatch() {
        Volume image = noise(new Geometry(60, 50, 20, Affine.scaling(-1, 1, 2, 30, -25, -19)));
        FinePass once = pass(new HalfNetwork(true), image);

        Probabilities first = once.at(location(0, 0)).probabilities().get(0);
        Probabilities mean =
                once.lookingTwice().at(location(0, 0)).probabilities().get(0);

        int voxel = 5 * 28 * 24 + 12 * 28 + 3;
        assertThat(mean.at(1, voxel)).isNotEqualTo(first.at(1, voxel)).isCloseTo(first.at(1, voxel), within(0.02f));
    }

    @Test
    void theHalvesCoverTheWholePatch() {
        Geometry grid = new Geometry(60, 50, 20, Affine.scaling(-1, 1, 2, 30, -25, -19));
        FinePass.Answer answer = answer(noise(grid), location(0, 0));
        assertThat(answer.patch().nx()).isBetween(27, 29);
        assertThat(PLAN.wholePatch()).containsExactly(28, 24, 12);
        Probabilities p = answer.probabilities().get(0);
        for (int v = 0; v < p.voxels(); v++) {
            assertThat(p.at(0, v) + p.at(1, v) + p.at(2, v)).isCloseTo(1, within(1e-5f));
        }
        // Far from the midline a side has its own structure alone; the patch runs to the left.
        int left = answer.patch().index(answer.patch().nx() - 1, 12, 6);
        int right = answer.patch().index(0, 12, 6);
        assertThat(p.at(1, left)).isZero();
        assertThat(p.at(2, right)).isZero();
        assertThat(p.at(2, left)).isPositive();
        assertThat(p.at(1, right)).isPositive();
    }

    /**
     * Judges every voxel by its value.
     *
     * @param lopsided whether it judges by the gradient instead, and prefers one end of the patch
     */
    private record HalfNetwork(boolean lopsided) implements Networks {
        @Override
        public SegmentationPlan plan() {
            return PLAN;
        }

        @Override
        public Probabilities localize(float[][] images, int nx, int ny, int nz) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
            List<Probabilities> out = new ArrayList<>();
            for (LabelSet half : PLAN.segmenterLabelSets()) {
                assertThat(half.classes()).isEqualTo(2);
                int voxels = nx * ny * nz;
                float[] values = new float[2 * voxels];
                for (int v = 0; v < voxels; v++) {
                    float gradient = v + 1 < voxels ? images[0][v + 1] - images[0][v] : 0;
                    double evidence = lopsided ? gradient + 0.05 * (v % nx) : images[0][v];
                    float share = (float) (1 / (1 + Math.exp(-evidence)));
                    values[v] = 1 - share;
                    values[voxels + v] = share;
                }
                out.add(new Probabilities(2, voxels, values));
            }
            return out;
        }

        @Override
        public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
            throw new UnsupportedOperationException();
        }
    }
}
