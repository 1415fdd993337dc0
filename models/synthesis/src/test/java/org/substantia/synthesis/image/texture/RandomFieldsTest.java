package org.substantia.synthesis.image.texture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandomFieldsTest {
    @Test
    void voxelNoiseIsStandardNormalAndIndependentBetweenDraws() {
        VoxelNoise noise = new VoxelNoise(42);
        int n = 200_000;
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        double cross = 0;
        double next = 0;
        double last = 0;
        for (int i = 0; i < n; i++) {
            long bits = noise.bits(i);
            double a = VoxelNoise.normal(bits, 0);
            sum += a;
            squares += a * a;
            fourth += a * a * a * a;
            cross += a * VoxelNoise.normal(bits, 1);
            next += a * last;
            last = a;
        }
        assertThat(sum / n).isCloseTo(0, within(0.01));
        assertThat(squares / n).isCloseTo(1, within(0.015));
        assertThat(fourth / n).isCloseTo(3, within(0.1));
        assertThat(cross / n).isCloseTo(0, within(0.01));
        assertThat(next / n).isCloseTo(0, within(0.01));
    }

    @Test
    void coarseFieldOfEqualNodesIsThatValueEverywhere() {
        float[] nodes = new float[5 * 6 * 4];
        Arrays.fill(nodes, 2.5f);
        CoarseField.RowReader reader = new CoarseField(nodes, 5, 6, 4, 4, 4, 2).reader(20);
        for (double y = -3; y < 30; y += 1.3) {
            for (float v : reader.row(y, y / 3)) {
                assertThat(v).isCloseTo(2.5f, within(1e-5f));
            }
        }
    }

    @Test
    void coarseFieldFollowsALinearRamp() {
        float[] nodes = new float[10 * 4 * 4];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = i % 10;
        }
        float[] row = new CoarseField(nodes, 10, 4, 4, 3, 3, 3).reader(30).row(5, 5);
        // Node i lies at voxel 3 i + 1.
        assertThat(row[13]).isCloseTo(4, within(1e-5f));
        assertThat(row[15]).isCloseTo(14 / 3f, within(1e-5f));
    }

    @Test
    void randomFieldHasUnitVarianceAndNoJumps() {
        double squares = 0;
        int count = 0;
        float steepest = 0;
        for (long seed = 0; seed < 30; seed++) {
            float[] row =
                    CoarseField.random(seed, 200, 50, 20, 8, 8, 3).reader(200).row(25, 10);
            for (int x = 20; x < 180; x++) {
                squares += row[x] * row[x];
                count++;
                steepest = Math.max(steepest, Math.abs(row[x] - row[x - 1]));
            }
        }
        assertThat(squares / count).isBetween(0.7, 1.35);
        assertThat(steepest).isLessThan(0.8f);
    }

    @Test
    void texturesHaveMeanZeroAndVarianceOne() {
        for (TextureTiles tiles : new TextureTiles[] {TextureTiles.tissue(1.5), TextureTiles.dipole(3)}) {
            double sum = 0;
            double squares = 0;
            for (float v : tiles.first()) {
                sum += v;
                squares += v * v;
            }
            assertThat(sum / tiles.first().length).isCloseTo(0, within(1e-4));
            assertThat(squares / tiles.first().length).isCloseTo(1, within(1e-3));
        }
    }

    @Test
    void dipoleTextureDrawsStreaks() {
        // Its waves stand at 54.7 degrees to the field, so what runs along them lies at 35.3 degrees: tan = 1 /
        // sqrt(2).
        float[] tile = TextureTiles.dipole(1).first();
        double along = 0;
        double across = 0;
        double upright = 0;
        for (int z = 0; z < TextureTiles.NZ; z++) {
            for (int y = 0; y < TextureTiles.NY; y++) {
                for (int x = 0; x < TextureTiles.NX; x++) {
                    float here = tile[TextureTiles.rowStart(y, z) + x];
                    along += here * tile[TextureTiles.rowStart(y, z + 4) + ((x + 3) & 127)];
                    across += here * tile[TextureTiles.rowStart(y, z) + ((x + 5) & 127)];
                    upright += here * tile[TextureTiles.rowStart(y, z + 5) + x];
                }
            }
        }
        assertThat(along / tile.length).isGreaterThan(0.02);
        assertThat(along).isGreaterThan(2 * Math.max(across, upright));
    }

    @Test
    void fourierTransformIsTheSumOfWaves() {
        int nx = 4;
        int ny = 8;
        int nz = 2;
        float[] re = new float[64];
        float[] im = new float[64];
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 64; i++) {
            re[i] = (float) random.nextDouble();
            im[i] = (float) random.nextDouble();
        }
        float[] outRe = re.clone();
        float[] outIm = im.clone();
        Fourier.inverse(outRe, outIm, nx, ny, nz);
        for (int at = 0; at < 64; at++) {
            double sumRe = 0;
            double sumIm = 0;
            for (int k = 0; k < 64; k++) {
                double phase = 2
                        * Math.PI
                        * ((k % nx) * (at % nx) / (double) nx
                                + (k / nx % ny) * (at / nx % ny) / (double) ny
                                + (k / (nx * ny)) * (at / (nx * ny)) / (double) nz);
                sumRe += re[k] * Math.cos(phase) - im[k] * Math.sin(phase);
                sumIm += re[k] * Math.sin(phase) + im[k] * Math.cos(phase);
            }
            assertThat((double) outRe[at]).isCloseTo(sumRe, within(1e-4));
            assertThat((double) outIm[at]).isCloseTo(sumIm, within(1e-4));
        }
    }
}
