package org.substantia.synthesis.anatomy.build.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.synthesis.anatomy.coding.FieldCode;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;

@Tag("slow")
class ShapeVariationBuilderTest {
    @TempDir
    static Path folder;

    private static final List<String> LEFT_OUT = Collections.synchronizedList(new ArrayList<>());
    private static List<Path> files;
    private static ShapeVariationBuilder.BuiltShapes shapes;

    @BeforeAll
    static void build() throws IOException {
        PersonPhantom.write(folder.resolve("a_dseg.nii.gz"), 0.7, true);
        PersonPhantom.write(folder.resolve("b_dseg.nii.gz"), 1, true);
        PersonPhantom.write(folder.resolve("c_dseg.nii.gz"), 1.35, false);
        Files.writeString(folder.resolve("d_dseg.nii.gz"), "cut");
        files = List.of(
                folder.resolve("a_dseg.nii.gz"),
                folder.resolve("b_dseg.nii.gz"),
                folder.resolve("c_dseg.nii.gz"),
                folder.resolve("d_dseg.nii.gz"));
        try (Workers workers = Workers.of(2)) {
            shapes = ShapeVariationBuilder.build(files, workers, line -> {}, LEFT_OUT::add);
        }
    }

    @Test
    void bringsThePeopleIntoLineAndLeavesOutWhatCannotBeRead() {
        assertThat(shapes.persons()).extracting(person -> person.entry().id()).containsExactly("a", "b", "c");
        assertThat(shapes.persons()).allSatisfy(person -> {
            assertThat(person.entry().dice()).isGreaterThan(0.85);
            assertThat(person.entry().dice())
                    .isGreaterThanOrEqualTo(person.entry().affineDice());
            assertThat(person.entry().smallestJacobian()).isPositive();
        });
        assertThat(LEFT_OUT).singleElement().asString().contains("d_dseg.nii.gz");
    }

    @Test
    void tellsWhichFilesTheyComeFrom() throws IOException {
        assertThat(shapes.persons().get(2).sha256()).isEqualTo(Sha256.hex(files.get(2)));
    }

    @Test
    void theShapesHaveNoMean() {
        List<VoxelVelocityField> fields = shapes.persons().stream()
                .map(person -> FieldCode.decode(person.code()))
                .toList();
        for (int i = 0; i < fields.get(0).geometry().voxelCount(); i++) {
            double sum = 0;
            for (VoxelVelocityField field : fields) {
                sum += field.component(0)[i];
            }
            assertThat(sum / fields.size()).as("voxel " + i).isCloseTo(0, within(1 / 32.0));
        }
    }

    /** Between the person whose right putamen is small and the one whose is large, its outer border moves outwards. */
    @Test
    void theOuterBorderOfALargePutamenLiesFartherOut() {
        VoxelVelocityField small = FieldCode.decode(shapes.persons().get(0).code());
        VoxelVelocityField large = FieldCode.decode(shapes.persons().get(2).code());
        List<Double> putamen = shapes.landmarks().get(1);
        int[] at = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            double origin = small.geometry().affine().get(axis, 3);
            at[axis] = (int) Math.round((putamen.get(axis) + (axis == 0 ? 3 : 0) - origin) / 4);
        }
        int outside = small.geometry().index(at[0], at[1], at[2]);

        float voxels = large.component(0)[outside] - small.component(0)[outside];
        assertThat(4 * voxels).as("difference in mm").isGreaterThan(0.2f);
    }

    @Test
    void setsNumbersRightWhereTheFifthVentricleHasNone() throws IOException {
        ShapeSource whole = ShapeSource.read(files.get(1));
        ShapeSource lacking = ShapeSource.read(files.get(2));

        assertThat(lacking.center(Nucleus.TH_L)).containsExactly(whole.center(Nucleus.TH_L), within(1e-9));
        assertThat(lacking.labels().counts()).doesNotContainKey(6).containsKey(32);
    }

    @Test
    void refusesTooFewPeople() {
        assertThatThrownBy(() ->
                        ShapeVariationBuilder.build(files.subList(2, 4), Workers.caller(), line -> {}, line -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("at least 3 people");
    }

    @Test
    void theSameMapsGiveTheSameBytesOnOneThread() throws IOException {
        ShapeVariationBuilder.BuiltShapes again =
                ShapeVariationBuilder.build(files, Workers.caller(), line -> {}, line -> {});

        assertThat(again.landmarks()).isEqualTo(shapes.landmarks());
        for (int i = 0; i < again.persons().size(); i++) {
            assertThat(again.persons().get(i).code())
                    .isEqualTo(shapes.persons().get(i).code());
        }
    }
}
