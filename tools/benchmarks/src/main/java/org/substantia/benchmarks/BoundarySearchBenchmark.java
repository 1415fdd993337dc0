package org.substantia.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.boundary.BoundaryResult;
import org.substantia.imaging.boundary.BoundarySearch;
import org.substantia.imaging.boundary.Contrast;
import org.substantia.imaging.filter.GaussianFilter;

/** The boundary search around an ellipse as large as a substantia nigra in a whole slice of 300 x 300 pixels. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class BoundarySearchBenchmark {
    private final Geometry grid = Geometry.axisAligned(300, 300, 1, 2.0 / 3, 2.0 / 3, 1);
    private final Mask drawn = ellipse(151, 149, 12, 5);
    private BoundarySearch search;

    private Mask ellipse(double x, double y, double a, double b) {
        byte[] voxels = new byte[grid.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            double u = (grid.x(i) - x) / a;
            double v = (grid.y(i) - y) / b;
            voxels[i] = (byte) (u * u + v * v <= 1 ? 1 : 0);
        }
        return new Mask(grid, voxels);
    }

    @Setup
    public void draw() {
        Mask truth = ellipse(150, 150, 12.5, 5.5);
        Volume image = Volume.zeros(grid);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = truth.contains(i) ? 100 : 0;
        }
        GaussianFilter.smoothInPlace(image, 0.8, 0.8, 0, Workers.caller());
        RandomStream random = new RandomStream(1);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] += (float) (10 * random.nextGaussian());
        }
        search = new BoundarySearch(image, new Mask(grid, new byte[grid.voxelCount()]), Contrast.BRIGHT);
    }

    @Benchmark
    public BoundaryResult search() {
        return search.fromRegion(drawn);
    }
}
