package org.substantia.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Datatype;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.WriteOptions;

/**
 * Reading of a 300 x 300 x 70 image and mask as {@code .nii.gz}. Files given as {@code -p image=FILE} and {@code -p
 * mask=FILE} are read; otherwise an int16 image with scanner-like noise and a mask of balls are made for the time of
 * the run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class NiftiReadBenchmark {
    private static final String GENERATED = "generated";
    private static final Geometry GRID = Geometry.axisAligned(300, 300, 70, 2 / 3.0, 2 / 3.0, 2);

    @Param(GENERATED)
    public String image;

    @Param(GENERATED)
    public String mask;

    private Path folder;
    private Path imageFile;
    private Path maskFile;

    @Setup
    public void makeFiles() throws IOException {
        folder = Files.createTempDirectory("nifti-benchmark");
        imageFile = image.equals(GENERATED) ? writeImage(folder.resolve("image.nii.gz")) : Path.of(image);
        maskFile = mask.equals(GENERATED) ? writeMask(folder.resolve("mask.nii.gz")) : Path.of(mask);
    }

    private static Path writeImage(Path path) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Volume volume = Volume.zeros(GRID);
        for (int i = 0; i < volume.data().length; i++) {
            int x = i % 300 - 150;
            int y = i / 300 % 300 - 150;
            int z = i / 90_000 - 35;
            boolean inHead = x * x / 12_100.0 + y * y / 16_900.0 + z * z / 1600.0 < 1;
            double noise = (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5) * (inHead ? 50 : 30);
            double signal = inHead ? 500 + 150 * Math.sin(x / 20.0) * Math.cos(y / 15.0) : 0;
            volume.data()[i] = (float) Math.rint(Math.abs(signal + noise));
        }
        Nifti.write(path, volume, WriteOptions.defaults().withDatatype(Datatype.INT16));
        return path;
    }

    private static Path writeMask(Path path) throws IOException {
        byte[] labels = new byte[GRID.voxelCount()];
        for (int label = 1; label <= 16; label++) {
            int center = GRID.index(120 + label % 2 * 60, 90 + label * 7, 25 + label);
            for (int d = -60; d <= 60; d++) {
                int reach = (int) Math.sqrt(144 - d * d / 25.0);
                int row = center + d / 10 * 300 + d % 3 * 90_000;
                for (int i = row - reach; i <= row + reach; i++) {
                    labels[i] = (byte) label;
                }
            }
        }
        Nifti.write(path, LabelMap.ofBytes(GRID, labels));
        return path;
    }

    @TearDown
    public void removeFiles() throws IOException {
        Files.deleteIfExists(folder.resolve("image.nii.gz"));
        Files.deleteIfExists(folder.resolve("mask.nii.gz"));
        Files.delete(folder);
    }

    @Benchmark
    public Volume readVolume() throws IOException {
        return Nifti.readVolume(imageFile).volume();
    }

    @Benchmark
    public LabelMap readMask() throws IOException {
        return Nifti.readLabels(maskFile).labels();
    }
}
