package org.substantia.segmentation.training.sample;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.plan.SegmentationPlan;

/** Small samples. */
public final class TestSamples {
    private static final SegmentationPlan PLAN = TinyPlan.plan();

    private TestSamples() {}

    public static TrainingSample sample() {
        return sample(Optional.empty());
    }

    /** A T1 that tells its own x, a nucleus on each side. */
    public static TrainingSample sample(Optional<double[]> center) {
        Geometry grid = new Geometry(48, 48, 24, Affine.scaling(-1, 1, 2, 24, -24, -24));
        Volume t1 = Volume.zeros(grid);
        byte[] labels = new byte[grid.voxelCount()];
        for (int z = 0; z < 24; z++) {
            for (int y = 0; y < 48; y++) {
                for (int x = 0; x < 48; x++) {
                    int i = grid.index(x, y, z);
                    t1.data()[i] = 100 + x;
                    if (y > 18 && y < 30 && z > 8 && z < 15) {
                        labels[i] = (byte) (x > 12 && x < 20 ? 1 : x > 27 && x < 35 ? 2 : 0);
                    }
                }
            }
        }
        return new SampleFactory(PLAN)
                .make(
                        "one",
                        grid,
                        Map.of(Modality.T1, t1),
                        Map.of("QSM", LabelMap.ofBytes(grid, labels)),
                        center,
                        Workers.caller())
                .orElseThrow();
    }

    /** The image of {@link #sample()} alone. */
    public static TrainingSample unlabeledSample() {
        TrainingSample labeled = sample();
        return new TrainingSample("unlabeled", withoutLabels(labeled.fine()), withoutLabels(labeled.coarse()));
    }

    private static TrainingSample.Block withoutLabels(TrainingSample.Block block) {
        return new TrainingSample.Block(
                block.nx(),
                block.ny(),
                block.nz(),
                block.images(),
                block.classes().stream()
                        .map(classes -> new byte[classes.length])
                        .toList());
    }

    /** One nucleus that is the nigra's NM tracing too; the image is brighter there. */
    public static TrainingSample nigraSample(SegmentationPlan plan, Modality modality) {
        Geometry grid = new Geometry(48, 48, 24, Affine.scaling(-1, 1, 2, 24, -24, -24));
        byte[] labels = new byte[grid.voxelCount()];
        for (int z = 8; z < 15; z++) {
            for (int y = 18; y < 30; y++) {
                Arrays.fill(labels, grid.index(20, y, z), grid.index(30, y, z), (byte) 1);
            }
        }
        Volume image = Volume.zeros(grid);
        for (int i = 0; i < labels.length; i++) {
            image.data()[i] = 100 + i % 7 + 100 * labels[i];
        }
        LabelMap mask = LabelMap.ofBytes(grid, labels);
        return new SampleFactory(plan)
                .make(
                        "one",
                        grid,
                        Map.of(modality, image),
                        Map.of("QSM", mask, "NM", mask),
                        Optional.empty(),
                        Workers.caller())
                .orElseThrow();
    }
}
