package org.substantia.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;
import org.substantia.imaging.distance.DistanceTransform;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.filter.Morphology;
import org.substantia.imaging.intensity.Percentiles;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.LabelInterpolation;
import org.substantia.imaging.resampling.Resampler;

/**
 * The dense operations on one volume of the challenge's grid (300 x 300 x 70). The images are those of
 * {@code scipy_array_operations.py}: smoothed noise, its brightest half, and sixteen ellipsoids in the place of nuclei.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ArrayOperationsBenchmark {
    private static final Geometry GRID = new Geometry(300, 300, 70, Affine.scaling(-0.6667, 0.6667, 2, 100, -100, -70));

    private static final Geometry ONE_MILLIMETRE =
            new Geometry(200, 200, 140, Affine.scaling(-1, 1, 1, 100, -100, -70));
    private static final Geometry FOUR_MILLIMETRES = new Geometry(50, 50, 35, Affine.scaling(-4, 4, 4, 98, -98, -69));
    /** By a tenth of a radian about the third axis. */
    private static final Affine TURN =
            Affine.of(Math.cos(0.1), -Math.sin(0.1), 0, 0, Math.sin(0.1), Math.cos(0.1), 0, 0, 0, 0, 1, 0);

    @Param({"1", "2"})
    int threads;

    private Workers workers;
    private Volume image;
    private Mask blobs;
    private LabelMap labels;
    private Mask nuclei;
    private Mask brain;

    @Setup
    public void setUp() {
        workers = Workers.of(threads);
        SplittableRandom random = new SplittableRandom(1);
        float[] noise = new float[GRID.voxelCount()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (random.nextDouble() - 0.5);
        }
        image = new Volume(GRID, noise);
        blobs = Mask.above(GaussianFilter.inVoxels(image, 2, 2, 2, workers), 0);
        labels = ellipsoids();
        nuclei = Mask.of(labels);
        brain = ellipsoid(150, 150, 35, 110, 130, 33);
    }

    private static LabelMap ellipsoids() {
        byte[] labels = new byte[GRID.voxelCount()];
        for (int label = 1; label <= 16; label++) {
            Mask one = ellipsoid(115 + 70 * (label % 2), 110 + 5 * label, 20 + 2 * label, 12, 16, 5);
            for (int i = 0; i < labels.length; i++) {
                if (one.contains(i)) {
                    labels[i] = (byte) label;
                }
            }
        }
        return LabelMap.ofBytes(GRID, labels);
    }

    private static Mask ellipsoid(double cx, double cy, double cz, double rx, double ry, double rz) {
        byte[] voxels = new byte[GRID.voxelCount()];
        for (int z = 0; z < GRID.nz(); z++) {
            for (int y = 0; y < GRID.ny(); y++) {
                for (int x = 0; x < GRID.nx(); x++) {
                    double d = Math.pow((x - cx) / rx, 2) + Math.pow((y - cy) / ry, 2) + Math.pow((z - cz) / rz, 2);
                    voxels[GRID.index(x, y, z)] = (byte) (d <= 1 ? 1 : 0);
                }
            }
        }
        return new Mask(GRID, voxels);
    }

    @TearDown
    public void tearDown() {
        workers.close();
    }

    @Benchmark
    public Volume distanceToNuclei() {
        return DistanceTransform.toForeground(nuclei, workers);
    }

    @Benchmark
    public Volume distanceToBlobs() {
        return DistanceTransform.toForeground(blobs, workers);
    }

    @Benchmark
    public Volume signedDistanceOfBrain() {
        return DistanceTransform.signed(brain, workers);
    }

    @Benchmark
    public LabelMap componentsOfBlobs() {
        return ConnectedComponents.of(blobs, Connectivity.CORNERS).map();
    }

    @Benchmark
    public LabelMap componentsOfNuclei() {
        return ConnectedComponents.of(nuclei, Connectivity.CORNERS).map();
    }

    @Benchmark
    public Volume gaussianSigma1() {
        return GaussianFilter.inVoxels(image, 1, 1, 1, workers);
    }

    @Benchmark
    public Mask erosionOfBrain() {
        return Morphology.erode(brain, Connectivity.FACES, workers);
    }

    @Benchmark
    public Volume linearToOneMillimeter() {
        return Resampler.onto(ONE_MILLIMETRE).apply(image, workers);
    }

    @Benchmark
    public Volume linearToTurnedOneMillimeter() {
        return Resampler.onto(ONE_MILLIMETRE).through(TURN).apply(image, workers);
    }

    @Benchmark
    public Volume cubicToOneMillimeter() {
        return Resampler.onto(ONE_MILLIMETRE).with(Interpolation.CUBIC).apply(image, workers);
    }

    @Benchmark
    public Volume averageToFourMillimeters() {
        return Resampler.onto(FOUR_MILLIMETRES).with(Interpolation.AVERAGE).apply(image, workers);
    }

    @Benchmark
    public LabelMap voteToOneMillimeter() {
        return Resampler.onto(ONE_MILLIMETRE).apply(labels, LabelInterpolation.LINEAR_VOTE, workers);
    }

    @Benchmark
    public double percentiles() {
        Percentiles percentiles = Percentiles.of(image);
        return percentiles.get(1) + percentiles.get(50) + percentiles.get(99);
    }
}
