package org.substantia.imaging.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/** Images made by nibabel, with what nibabel reads from them: see make_nifti.py. */
class NiftiOracleTest {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Expected(String name, int[] size, double[] affine, double[] values) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(NiftiOracleTest.class.getResource("expected.txt").toURI())
                .getParent();
    }

    static Stream<Expected> images() throws IOException, URISyntaxException {
        return Files.readAllLines(folder().resolve("expected.txt")).stream().map(line -> {
            String[] parts = line.split("; ", -1);
            int[] size = Arrays.stream(parts[1].split(" ", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Expected(parts[0], size, numbers(parts[2]), numbers(parts[3]));
        });
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("images")
    void readsVolumesAsNibabelDoes(Expected expected) throws Exception {
        NiftiVolume image = Nifti.readVolume(folder().resolve(expected.name));

        checkGeometry(image.volume().geometry(), expected);
        Volume volume = image.volume();
        for (int i = 0; i < expected.values.length; i++) {
            assertThat(volume.data()[i]).as("voxel %d", i).isEqualTo((float) expected.values[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void readsLabelsAsNibabelDoesOrSaysWhichVoxelIsNone(Expected expected) throws Exception {
        boolean allLabels = Arrays.stream(expected.values).allMatch(v -> v == (int) v);
        try {
            LabelMap labels = Nifti.readLabels(folder().resolve(expected.name)).labels();
            assertThat(allLabels).isTrue();
            checkGeometry(labels.geometry(), expected);
            for (int i = 0; i < expected.values.length; i++) {
                assertThat((double) labels.get(i)).isEqualTo(expected.values[i]);
            }
        } catch (NiftiException e) {
            assertThat(allLabels).isFalse();
            assertThat(e).hasMessageContaining("voxel (").hasMessageContaining("whole number");
        }
    }

    private static void checkGeometry(Geometry geometry, Expected expected) {
        assertThat(new int[] {geometry.nx(), geometry.ny(), geometry.nz()}).isEqualTo(expected.size);
        for (int i = 0; i < 12; i++) {
            assertThat(geometry.affine().get(i / 4, i % 4))
                    .as("affine %d", i)
                    .isCloseTo(expected.affine[i], within(1e-6));
        }
    }
}
