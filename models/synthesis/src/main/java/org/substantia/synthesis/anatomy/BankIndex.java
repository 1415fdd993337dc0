package org.substantia.synthesis.anatomy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.json.JsonFiles;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/**
 * What {@code bank.json} says: the schema of that file.
 *
 * @param format {@link #FORMAT}
 * @param formatVersion up to {@link #FORMAT_VERSION}
 * @param provenance what the bank was built from
 * @param credits origin and license of the sources
 * @param masks by their ids
 * @param composites those that passed, in the order of the bank
 * @param leftOut those that were tried and did not pass
 * @param shapes how people differ in shape; empty in a bank that was built without
 */
public record BankIndex(
        String format,
        int formatVersion,
        Map<String, Object> provenance,
        List<String> credits,
        Map<String, Mask> masks,
        List<Composite> composites,
        List<Composite> leftOut,
        Optional<Shapes> shapes) {
    public static final String FORMAT = "substantia-anatomy-bank";
    /** Since 2 there may be shapes. */
    public static final int FORMAT_VERSION = 2;

    private static final int FIRST_FORMAT_VERSION = 1;

    /**
     * A mask of the bank.
     *
     * @param scanGrid the grid it was drawn on
     */
    public record Mask(Grid scanGrid) {}

    /**
     * A grid of voxels.
     *
     * @param size voxels along each axis
     * @param affine the first three rows of the matrix from voxels to millimeters, row by row
     */
    public record Grid(List<Integer> size, List<Double> affine) {
        public static Grid of(Geometry geometry) {
            return new Grid(List.of(geometry.nx(), geometry.ny(), geometry.nz()), numbers(geometry.affine()));
        }

        /** @throws IllegalArgumentException if the numbers make no grid */
        Geometry geometry() {
            if (size.size() != 3) {
                throw new IllegalArgumentException("a grid has three sizes, not " + size.size());
            }
            double[] numbers = affine.stream().mapToDouble(Double::doubleValue).toArray();
            return new Geometry(size.get(0), size.get(1), size.get(2), Affine.of(numbers));
        }
    }

    /**
     * A composite of a head and a mask.
     *
     * @param head id of the head
     * @param mask id of the mask
     * @param test whether it is made of test anatomy
     * @param affine from the mask's world to the head's; empty for one that was left out
     * @param faults what is wrong with it; empty for one that passed
     * @param quality every figure that was measured
     */
    public record Composite(
            String id,
            String head,
            String mask,
            boolean test,
            Optional<List<Double>> affine,
            Optional<List<String>> faults,
            Map<String, Object> quality) {
        /** @throws IllegalArgumentException if it has no affine map */
        Affine toHead() {
            double[] numbers =
                    affine.orElseThrow(() -> new IllegalArgumentException(id + " has no affine map")).stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray();
            return Affine.of(numbers);
        }
    }

    /**
     * How the deep gray matter of people differs from their mean in shape.
     *
     * @param landmarks where the centers of the right caudate, putamen, pallidum and thalamus lie in the frame of the
     *     velocities, mm
     * @param persons in the order of their names
     */
    public record Shapes(List<List<Double>> landmarks, List<Person> persons) {}

    /**
     * One person whose shape is in the bank.
     *
     * @param affineDice mean over caudate, putamen, pallidum and thalamus of both sides, with those of the template
     *     after the affine map
     * @param dice the same after the deformation
     * @param rmsMm root mean square length of the velocity, mm
     * @param longestMm longest displacement, mm
     * @param smallestJacobian of the deformation
     */
    public record Person(
            String id, double affineDice, double dice, double rmsMm, double longestMm, double smallestJacobian) {}

    /**
     * @param name what messages call the bank
     * @throws IOException if the content is no index, or one of another version
     */
    static BankIndex parse(String name, byte[] content) throws IOException {
        JsonNode tree = JsonMapper.builder().build().readTree(content);
        int version = tree.path("formatVersion").asInt(-1);
        if (version < FIRST_FORMAT_VERSION || version > FORMAT_VERSION) {
            throw new IOException(name + ": is an anatomy bank of format " + version + "; this program reads formats "
                    + FIRST_FORMAT_VERSION + " to " + FORMAT_VERSION + ", so build the bank again");
        }
        return JsonFiles.bind(name + ": " + BankLayout.INDEX, tree, BankIndex.class);
    }

    /** @throws IllegalArgumentException if there is no such mask */
    Geometry scanGrid(String maskId) {
        return Optional.ofNullable(masks.get(maskId))
                .orElseThrow(() -> new IllegalArgumentException("has no mask " + maskId))
                .scanGrid()
                .geometry();
    }

    /** An affine map as JSON has it. */
    public static List<Double> numbers(Affine affine) {
        return Arrays.stream(affine.toArray()).boxed().toList();
    }
}
