package org.substantia.scoring.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;

/** Against ITK and SciPy; {@code make_fusion.py} tells how the expected values were made. */
class FusionOracleTest {
    private static final Geometry GRID = Geometry.axisAligned(20, 16, 8, 0.667, 0.667, 2);

    record Case(String name, Map<String, String> lines) {
        Mask mask(String key) {
            int[] runs = Arrays.stream(lines.get(key).split(" "))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            byte[] voxels = new byte[GRID.voxelCount()];
            for (int i = 0; i < runs.length; i += 2) {
                Arrays.fill(voxels, runs[i], runs[i] + runs[i + 1], (byte) 1);
            }
            return new Mask(GRID, voxels);
        }

        double[] numbers(String key) {
            return Arrays.stream(lines.get(key).split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }

        List<Mask> raters() {
            return List.of(mask("rater0"), mask("rater1"), mask("rater2"));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = FusionOracleTest.class.getResourceAsStream("oracle.txt")) {
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                String[] parts = line.split(" ", 2);
                if (parts[0].equals("case")) {
                    cases.add(new Case(parts[1], new LinkedHashMap<>()));
                } else {
                    cases.get(cases.size() - 1).lines().put(parts[0], parts[1]);
                }
            });
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stapleIsItks(Case oracle) {
        Staple staple = Staple.onWholeGrid(oracle.raters()).orElseThrow();
        assertThat(staple.iterations()).isEqualTo((int) oracle.numbers("iterations")[0]);
        for (int rater = 0; rater < 3; rater++) {
            assertThat(staple.sensitivities().get(rater)).isCloseTo(oracle.numbers("p")[rater], within(1e-9));
            assertThat(staple.specificities().get(rater)).isCloseTo(oracle.numbers("q")[rater], within(1e-9));
        }
        assertThat(staple.weightSum()).isCloseTo(oracle.numbers("weights")[0], within(1e-6));
        assertThat(staple.mask().voxels()).isEqualTo(oracle.mask("staple").voxels());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shapeBasedAveragesAreThoseOfSciPysDistances(Case oracle) {
        List<Mask> raters = oracle.raters();
        assertThat(ShapeBasedAverage.of(raters, Workers.caller()).voxels())
                .isEqualTo(oracle.mask("shape").voxels());
        assertThat(ShapeBasedAverage.of(raters.subList(0, 2), Workers.caller()).voxels())
                .isEqualTo(oracle.mask("shapeoftwo").voxels());
    }
}
