package org.substantia.imaging.nifti;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/** What is written is what is read, on any grid. */
class NiftiRoundTripTest {
    private static final String SEED = "20261123";
    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("nifti");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** A rotated, possibly mirrored grid anywhere in the world. */
    @Provide
    Arbitrary<Geometry> grids() {
        Arbitrary<double[]> spacing =
                Arbitraries.doubles().between(0.05, 20).array(double[].class).ofSize(3);
        Arbitrary<double[]> rotation = Arbitraries.doubles()
                .between(-1, 1)
                .array(double[].class)
                .ofSize(4)
                .filter(q -> q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3] > 0.01);
        Arbitrary<double[]> origin =
                Arbitraries.doubles().between(-500, 500).array(double[].class).ofSize(3);
        Arbitrary<int[]> size =
                Arbitraries.integers().between(1, 40).array(int[].class).ofSize(3);
        return Combinators.combine(size, spacing, rotation, origin, Arbitraries.of(true, false))
                .as((n, s, q, o, mirrored) -> {
                    double length = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
                    double sign = q[0] < 0 ? -1 : 1;
                    QuaternionForm form = new QuaternionForm(
                            sign * q[1] / length,
                            sign * q[2] / length,
                            sign * q[3] / length,
                            o[0],
                            o[1],
                            o[2],
                            mirrored ? -1 : 1);
                    Affine affine = form.toAffine(s[0], s[1], s[2]).orElseThrow();
                    return new Geometry(n[0], n[1], n[2], affine);
                });
    }

    @Property(tries = 150, seed = SEED)
    void volumesComeBackExactly(@ForAll("grids") Geometry grid, @ForAll("names") String name, @ForAll long seed)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        float[] data = new float[grid.voxelCount()];
        for (int i = 0; i < data.length; i++) {
            float any = Float.intBitsToFloat(random.nextInt());
            data[i] = Float.isFinite(any) ? any : 0;
        }
        Path path = folder.resolve(name);

        Nifti.write(path, new Volume(grid, data));

        Volume read = Nifti.readVolume(path).volume();
        assertThat(read.data()).isEqualTo(data);
        assertThat(read.geometry().sameGrid(grid, 1e-2)).isTrue();
    }

    @Property(tries = 150, seed = SEED)
    void labelsComeBackExactly(@ForAll("grids") Geometry grid, @ForAll("names") String name, @ForAll long seed)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int bits = 1 + random.nextInt(31);
        int[] values = new int[grid.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt() >> bits;
        }
        Path path = folder.resolve(name);

        Nifti.write(path, LabelMap.ofInts(grid, values));

        LabelMap read = Nifti.readLabels(path).labels();
        assertThat(read.toIntArray()).isEqualTo(values);
        assertThat(read.geometry().sameGrid(grid, 1e-2)).isTrue();
    }

    @Property(tries = 300, seed = SEED)
    void quaternionsSayWhatTheAffineSays(@ForAll("grids") Geometry grid) {
        Affine again = QuaternionForm.of(grid.affine())
                .orElseThrow()
                .toAffine(grid.spacing(0), grid.spacing(1), grid.spacing(2))
                .orElseThrow();

        assertThat(new Geometry(grid.nx(), grid.ny(), grid.nz(), again).sameGrid(grid, 2e-3))
                .isTrue();
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a.nii", "a.nii.gz", "a.hdr", "a.img.gz");
    }
}
