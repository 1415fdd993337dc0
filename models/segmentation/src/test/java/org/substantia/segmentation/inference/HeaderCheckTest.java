package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.segmentation.Phantom;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;

@Tag("slow")
class HeaderCheckTest {
    private static final LabelSet LANDMARKS = Phantom.plan().landmarks();
    /** 192 x 216 mm, 50 slices of 3 mm. */
    private static final Geometry IMAGE = new Geometry(96, 108, 50, Affine.scaling(2, 2, 3, -95, -107, -73.5));

    /** A network that names each voxel by the label drawn there, in whatever arrangement. */
    private static final Networks READING = new Networks() {
        @Override
        public SegmentationPlan plan() {
            return Phantom.plan();
        }

        @Override
        public Probabilities localize(float[][] images, int nx, int ny, int nz) {
            int voxels = nx * ny * nz;
            float[] values = new float[LANDMARKS.classes() * voxels];
            for (int v = 0; v < voxels; v++) {
                values[((int) images[0][v]) * voxels + v] = 1;
            }
            return new Probabilities(LANDMARKS.classes(), voxels, values);
        }

        @Override
        public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
            throw new UnsupportedOperationException("only the coarse network is asked");
        }

        @Override
        public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
            throw new UnsupportedOperationException("only the coarse network is asked");
        }
    };

    /** @param lie from true millimeters to those of the header */
    private static List<String> doubts(Geometry header, Affine lie, Phantom truth) {
        Phantom asTold = new Phantom(lie.compose(truth.headToWorld()), truth.centers());
        HeaderCheck check = new HeaderCheck(READING, header, grid -> new float[][] {draw(asTold, grid)});
        return check.doubts(check.locate());
    }

    private static float[] draw(Phantom phantom, Geometry grid) {
        LabelMap labels = phantom.labels(LANDMARKS, grid);
        float[] out = new float[grid.voxelCount()];
        labels.forEachLabeled((index, label) -> out[index] = label);
        return out;
    }

    @Test
    void believesAHeaderThatIsRight() {
        assertThat(doubts(IMAGE, Affine.identity(), Phantom.straight(3, -5, 4))).isEmpty();
        assertThat(doubts(IMAGE, Affine.identity(), Phantom.nodding(25, 0, 4, 0)))
                .isEmpty();
    }

    /** Regression: real QSM of 3 mm slices called 1 mm once passed without a word. */
    @Test
    void noticesAWrongSliceThickness() {
        Geometry header = new Geometry(96, 108, 50, Affine.scaling(2, 2, 1, -95, -107, -24.5));
        assertThat(doubts(header, Affine.scaling(1, 1, 1 / 3.0), Phantom.straight(0, 0, 0)))
                .singleElement()
                .asString()
                // Balls drawn on a grid of 4 mm tell the thickness to 0.1 mm.
                .matches("by the header the head is 3[2-5] % as tall as heads are: is the slice thickness of 1\\.0 mm"
                        + " wrong\\? (2\\.9|3\\.0|3\\.1) mm would fit.*");
    }

    /** Regression: real QSM stored LPS whose header says RAS. */
    @Test
    void noticesFrontAndBackExchanged() {
        assertThat(doubts(IMAGE, Affine.scaling(-1, -1, 1), Phantom.straight(0, 10, 5)))
                .singleElement()
                .asString()
                .startsWith(
                        "front and back look exchanged: the header says that they run RAS, but LPS would fit (or RPS;");
    }

    @Test
    void noticesTopAndBottomExchanged() {
        assertThat(doubts(IMAGE, Affine.scaling(-1, 1, -1), Phantom.straight(0, 0, 0)))
                .singleElement()
                .asString()
                .startsWith("top and bottom look exchanged: the header says that they run RAS, but LAI would fit");
    }

    @Test
    void noticesAxesThatRunAlongOtherLines() {
        Geometry cube = new Geometry(90, 90, 90, Affine.scaling(2, 2, 2, -89, -89, -89));
        Affine turned = Affine.of(0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0);
        assertThat(doubts(cube, turned, Phantom.straight(0, 0, 0)))
                .singleElement()
                .asString()
                .startsWith("the axes look exchanged: the header says that they run RAS, but");
    }

    @Test
    void saysNothingWhereNoHeaderMakesAHead() {
        SplittableRandom random = new SplittableRandom(3);
        Map<String, double[]> scattered =
                new TreeMap<>(Phantom.straight(0, 0, 0).centers());
        scattered.replaceAll((name, c) ->
                new double[] {random.nextDouble(-60, 60), random.nextDouble(-70, 70), random.nextDouble(-50, 50)});
        assertThat(doubts(
                        IMAGE,
                        Affine.identity(),
                        new Phantom(Phantom.straight(0, 0, 0).headToWorld(), scattered)))
                .isEmpty();
        assertThat(doubts(
                        IMAGE,
                        Affine.identity(),
                        new Phantom(Phantom.straight(0, 0, 0).headToWorld(), Map.of())))
                .isEmpty();
    }
}
