package org.substantia.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.scoring.segmentation.CaseScorer;

/**
 * Scoring the 16 + 2 labels of a case whose masks are in memory: milliseconds a case on one thread, over four real mask
 * pairs of {@code examples/data/official-score-oracle}. Run from the root of the repository; {@code strayVoxels} are
 * strewn over the whole image of each prediction, with labels of its scheme.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class CaseScoringBenchmark {
    private static final String[] CASES = {"RJPD_005", "RJPD_006", "RJPD_010", "RJPD_901"};

    @Param({"0", "10", "1000", "10000"})
    public int strayVoxels;

    private record Pair(LabelScheme scheme, LabelMap truth, LabelMap prediction) {}

    private final List<Pair> pairs = new ArrayList<>();
    private final CaseScorer challenge = CaseScorer.challenge();
    private final CaseScorer complete = CaseScorer.complete(1, 2);

    @Setup
    public void read() throws IOException {
        Path root = Path.of("examples", "data", "official-score-oracle");
        for (String name : CASES) {
            for (LabelScheme scheme : LabelScheme.values()) {
                Path truth = root.resolve("truth").resolve(name).resolve(scheme.maskFileName());
                Path prediction = root.resolve("prediction").resolve(name).resolve(scheme.predictionFileName());
                pairs.add(new Pair(
                        scheme,
                        Nifti.readLabels(truth).labels(),
                        strewn(Nifti.readLabels(prediction).labels(), scheme)));
            }
        }
    }

    private LabelMap strewn(LabelMap map, LabelScheme scheme) {
        byte[] voxels = new byte[map.geometry().voxelCount()];
        map.forEachLabeled((index, label) -> voxels[index] = (byte) label);
        SplittableRandom random = new SplittableRandom(1);
        int left = strayVoxels;
        while (left > 0) {
            int at = random.nextInt(voxels.length);
            if (voxels[at] == 0) {
                voxels[at] = (byte) random.nextInt(1, scheme.nuclei().size() + 1);
                left--;
            }
        }
        return LabelMap.ofBytes(map.geometry(), voxels);
    }

    /** Dice and maximum Hausdorff distance in voxels. */
    @Benchmark
    @OperationsPerInvocation(4)
    public void challenge(Blackhole hole) {
        pairs.forEach(pair -> hole.consume(challenge.score(pair.scheme(), pair.truth(), pair.prediction())));
    }

    /** Every overlap and surface figure, in voxels and mm. */
    @Benchmark
    @OperationsPerInvocation(4)
    public void complete(Blackhole hole) {
        pairs.forEach(pair -> hole.consume(complete.score(pair.scheme(), pair.truth(), pair.prediction())));
    }
}
