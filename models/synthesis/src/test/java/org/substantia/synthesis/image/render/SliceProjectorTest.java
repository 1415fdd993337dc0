package org.substantia.synthesis.image.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.labels.RenderLabels;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.image.texture.VoxelNoise;

class SliceProjectorTest {
    private static final Geometry TARGET = new Geometry(20, 18, 10, Affine.scaling(-1, 1, 2, 0, 0, 0));

    private static float[] project(SliceProjector projector, float[] fine) {
        BoundingBox whole = BoundingBox.whole(projector.fine());
        projector.blurInPlane(fine, whole);
        return projector.project(
                fine,
                whole,
                BoundingBox.whole(TARGET),
                new float[fine.length],
                new float[TARGET.voxelCount()],
                Workers.caller());
    }

    private static Affine pose(double[] shift, double[] degrees) {
        return ScanPose.of(
                TARGET,
                new ImagingParameters.Motion(
                        Arrays.stream(shift).boxed().toList(),
                        Arrays.stream(degrees).boxed().toList()));
    }

    private static SliceProjector projector(int k, double[] shift, double psf, double thickness) {
        return new SliceProjector(TARGET, k, pose(shift, new double[] {0, 0, 0}), psf, thickness);
    }

    @Test
    void constantsStayConstant() {
        for (int k = 1; k <= 3; k++) {
            SliceProjector projector =
                    new SliceProjector(TARGET, k, pose(new double[] {.3, -.2, .5}, new double[] {2, 1, -3}), 0.6, 1.7);
            float[] fine = new float[projector.fine().voxelCount()];
            Arrays.fill(fine, 5);
            for (float v : project(projector, fine)) {
                assertThat(v).isCloseTo(5, within(1e-4f));
            }
        }
    }

    @Test
    void aSliceSharesWithItsNeighborsOnlyAtItsEdges() {
        for (int k = 2; k <= 3; k++) {
            SliceProjector projector = projector(k, new double[3], 0, 1);
            float[] fine = new float[projector.fine().voxelCount()];
            int plane = TARGET.nx() * TARGET.ny();
            Arrays.fill(fine, 4 * k * plane, 5 * k * plane, 1);
            float[] out = project(projector, fine);
            assertThat(out[4 * plane + 50]).isBetween(0.75f, 0.95f);
            assertThat(out[3 * plane + 50])
                    .isEqualTo(out[5 * plane + 50], within(1e-6f))
                    .isBetween(0.02f, 0.13f);
            assertThat(out[2 * plane + 50]).isZero();
        }
    }

    /** Two fine slices were as thick as one, and four as three. */
    @Test
    void aThickerSliceIsWiderByAsMuch() {
        double[] expected = {1, 1.3, 2, 2.4, 3, 4};
        for (double thickness : expected) {
            SliceProjector projector = projector(1, new double[3], 0, thickness);
            float[] fine = new float[projector.fine().voxelCount()];
            int plane = TARGET.nx() * TARGET.ny();
            Arrays.fill(fine, 5 * plane, 6 * plane, 1);
            float[] out = project(projector, fine);
            double sum = 0;
            double variance = 0;
            for (int z = 0; z < TARGET.nz(); z++) {
                sum += out[z * plane + 50];
                variance += (z - 5) * (z - 5) * out[z * plane + 50];
            }
            assertThat(sum).isCloseTo(1, within(1e-5));
            // Of a box, and of the leak of its edges.
            assertThat(variance).isCloseTo((thickness * thickness - 1) / 12 + 2 * 0.18, within(1e-4));
        }
    }

    @Test
    void aShiftOfOneVoxelMovesTheImageByOneVoxel() {
        float[] fine = new float[RenderLabels.fineGrid(TARGET, 2).voxelCount()];
        for (int i = 0; i < fine.length; i++) {
            fine[i] = VoxelNoise.normal(new VoxelNoise(3).bits(i), 0);
        }
        float[] still = project(projector(2, new double[3], 0, 1), fine.clone());
        float[] moved = project(projector(2, new double[] {0, 1, 0}, 0, 1), fine.clone());
        for (int y = 0; y < 17; y++) {
            assertThat(moved[TARGET.index(7, y, 5)]).isCloseTo(still[TARGET.index(7, y + 1, 5)], within(1e-4f));
        }
    }

    @Test
    void aPartOfTheGridIsProjectedAsTheWholeIs() {
        SliceProjector projector =
                new SliceProjector(TARGET, 3, pose(new double[] {.4, .3, -.6}, new double[] {1, -2, 1}), 0.6, 1);
        Geometry fine = projector.fine();
        BoundingBox labeled = new BoundingBox(8, 7, 12, 11, 10, 17);
        float[] whole = new float[fine.voxelCount()];
        BoundingBox target = projector.targetBox(labeled);
        BoundingBox source = projector.fineBox(target);
        float[] part = new float[source.sizeX() * source.sizeY() * source.sizeZ()];
        for (int z = 12; z <= 17; z++) {
            for (int y = 7; y <= 10; y++) {
                for (int x = 8; x <= 11; x++) {
                    whole[fine.index(x, y, z)] = 1;
                    part[
                            x
                                    - source.minX()
                                    + source.sizeX() * (y - source.minY() + source.sizeY() * (z - source.minZ()))] = 1;
                }
            }
        }
        float[] all = project(projector, whole);
        projector.blurInPlane(part, source);
        float[] some = projector.project(
                part,
                source,
                target,
                new float[part.length],
                new float[target.sizeX() * target.sizeY() * target.sizeZ()],
                Workers.caller());
        double sumAll = 0;
        double sumSome = 0;
        for (float v : all) {
            sumAll += v;
        }
        int at = 0;
        for (int z = target.minZ(); z <= target.maxZ(); z++) {
            for (int y = target.minY(); y <= target.maxY(); y++) {
                for (int x = target.minX(); x <= target.maxX(); x++) {
                    assertThat(some[at]).isCloseTo(all[TARGET.index(x, y, z)], within(1e-5f));
                    sumSome += some[at++];
                }
            }
        }
        assertThat(sumSome).isCloseTo(sumAll, within(1e-3));
        assertThat(sumAll * 3).isCloseTo(4 * 4 * 6, within(2.0));
    }
}
