package org.substantia.imaging.orientation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.oracle.Oracle;

class ReorientTest {
    @Test
    void readsTheOrientationOfObliqueAffinesAsNibabelDoes() {
        double[] affines = Oracle.read("orientation_affines").values();
        byte[] codes = Oracle.read("orientation_codes").bytes();
        for (int i = 0; i < codes.length / 3; i++) {
            Affine affine = Affine.of(Arrays.copyOfRange(affines, 12 * i, 12 * i + 12));
            String expected = "" + (char) codes[3 * i] + (char) codes[3 * i + 1] + (char) codes[3 * i + 2];
            assertThat(Orientation.of(affine)).hasToString(expected);
        }
    }

    @Test
    void readsLettersAndRefusesOthers() {
        assertThat(Orientation.parse("las")).hasToString("LAS");
        assertThat(Orientation.parse("SPR").direction(0)).isEqualTo(AnatomicalDirection.S);
        for (String wrong : new String[] {"RLS", "RA", "RASX", "XYZ", ""}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Orientation.parse(wrong))
                    .withMessageContaining("'" + wrong + "'")
                    .withMessageContaining("RAS");
        }
    }

    @Provide
    Arbitrary<Orientation> orientations() {
        List<Orientation> all = new ArrayList<>();
        for (String lines : new String[] {"RAS", "RSA", "ARS", "ASR", "SRA", "SAR"}) {
            for (int flips = 0; flips < 8; flips++) {
                StringBuilder letters = new StringBuilder();
                for (int axis = 0; axis < 3; axis++) {
                    char letter = lines.charAt(axis);
                    letters.append((flips >> axis & 1) == 0 ? letter : letter == 'R' ? 'L' : letter == 'A' ? 'P' : 'I');
                }
                all.add(Orientation.parse(letters.toString()));
            }
        }
        return Arbitraries.of(all);
    }

    @Property(tries = 200)
    void thereAndBackRestoresEveryVoxel(
            @ForAll("orientations") Orientation from, @ForAll("orientations") Orientation to, @ForAll long seed) {
        Volume volume = Reorient.to(from, random(new SplittableRandom(seed)));

        Volume moved = Reorient.to(to, volume);
        Volume back = Reorient.to(from, moved);

        assertThat(Orientation.of(volume.geometry())).isEqualTo(from);
        assertThat(Orientation.of(moved.geometry())).isEqualTo(to);
        assertThat(moved.geometry()).isEqualTo(Reorient.to(to, volume.geometry()));
        assertThat(back.data()).containsExactly(volume.data());
        assertThat(back.geometry().sameGrid(volume.geometry(), 1e-9)).isTrue();
    }

    @Property(tries = 100)
    void everyValueKeepsItsPlaceInTheWorld(@ForAll("orientations") Orientation to, @ForAll long seed) {
        Volume volume = random(new SplittableRandom(seed));
        Geometry from = volume.geometry();
        Affine inverse = from.affine().inverse();

        Volume moved = Reorient.to(to, volume);

        Geometry grid = moved.geometry();
        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < grid.ny(); y++) {
                for (int x = 0; x < grid.nx(); x++) {
                    double[] world = grid.affine().apply(x, y, z);
                    double[] voxel = inverse.apply(world[0], world[1], world[2]);
                    int vx = (int) Math.rint(voxel[0]);
                    int vy = (int) Math.rint(voxel[1]);
                    int vz = (int) Math.rint(voxel[2]);
                    assertThat(voxel[0]).isCloseTo(vx, within(1e-9));
                    assertThat(moved.get(x, y, z)).isEqualTo(volume.get(vx, vy, vz));
                }
            }
        }
    }

    @Test
    void labelsAndMasksMoveAsVolumesDo() {
        Geometry las = new Geometry(4, 3, 2, Affine.scaling(-1, 1, 2, 5, 6, 7));
        short[] labels = new short[24];
        byte[] mask = new byte[24];
        float[] values = new float[24];
        for (int i = 0; i < 24; i++) {
            labels[i] = (short) (i * 300);
            mask[i] = (byte) i;
            values[i] = i;
        }

        Volume volume = Reorient.toRas(new Volume(las, values));
        LabelMap map = Reorient.toRas(LabelMap.ofShorts(las, labels));
        Mask moved = Reorient.to(Orientation.RAS, new Mask(las, mask));

        assertThat(volume.data()).startsWith(3, 2, 1, 0, 7, 6, 5, 4);
        assertThat(volume.geometry().affine()).isEqualTo(Affine.scaling(1, 1, 2, 2, 6, 7));
        assertThat(map.width()).isEqualTo(LabelMap.Width.SIGNED_16);
        for (int i = 0; i < 24; i++) {
            assertThat(map.get(i)).isEqualTo(300 * (int) volume.data()[i]);
            assertThat(moved.voxels()[i]).isEqualTo((byte) volume.data()[i]);
        }
    }

    @Test
    void axesArePermutedInTheGivenOrder() {
        Volume volume = random(new SplittableRandom(2));
        Volume permuted = Reorient.permuteAxes(volume, 2, 0, 1);
        assertThat(permuted.geometry().nx()).isEqualTo(volume.geometry().nz());
        assertThat(permuted.geometry().ny()).isEqualTo(volume.geometry().nx());
        assertThat(permuted.get(0, volume.geometry().nx() - 1, 0))
                .isEqualTo(volume.get(volume.geometry().nx() - 1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Reorient.permuteAxes(volume, 0, 0, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> Reorient.permuteAxes(volume, 1, 1, 1));
    }

    private static Volume random(SplittableRandom random) {
        int nx = 1 + random.nextInt(5);
        int ny = 1 + random.nextInt(5);
        int nz = 1 + random.nextInt(5);
        float[] data = new float[nx * ny * nz];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextDouble();
        }
        // Oblique by a few degrees.
        Affine affine = Affine.of(-0.66, 0.05, 0.1, 12, 0.04, 0.65, -0.2, -7, 0.03, 0.06, 2, 30);
        return new Volume(new Geometry(nx, ny, nz, affine), data);
    }
}
