package org.substantia.synthesis.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.synthesis.anatomy.coding.FieldCode;
import org.substantia.synthesis.anatomy.coding.LabelCode;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;
import org.substantia.testing.SharedData;

class BuiltInBankTest {
    private static final Set<String> TEST_HEADS = Set.of("training_seg_15", "training_seg_16", "training_seg_17");
    private static final String TEST_MASK = "RJPD_010";

    private static AnatomyBank bank;

    @BeforeAll
    static void open() throws IOException {
        bank = AnatomyBank.builtIn();
    }

    @Test
    void holdsAtLeast24CompositesOfAllHeadsAndMasks() {
        assertThat(bank.entries()).hasSizeGreaterThanOrEqualTo(24);
        assertThat(bank.entries().stream().map(AnatomyBank.Entry::headId).collect(Collectors.toSet()))
                .hasSize(17);
        assertThat(bank.entries().stream().map(AnatomyBank.Entry::maskId).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("RJPD_002", "RJPD_005", "RJPD_006", "RJPD_010");
    }

    @Test
    void testAnatomyIsJoinedWithTestAnatomyOnly() {
        assertThat(bank.entries()).allSatisfy(entry -> {
            assertThat(entry.test()).isEqualTo(TEST_HEADS.contains(entry.headId()));
            assertThat(entry.test()).isEqualTo(entry.maskId().equals(TEST_MASK));
        });
        assertThat(bank.entries()).anyMatch(AnatomyBank.Entry::test);
    }

    @Test
    void everyCompositePassed() throws IOException {
        for (BankIndex.Composite composite : bank.index().composites()) {
            assertThat(composite.quality()).as(composite.id()).containsEntry("passes", true);
            assertThat(bank.file(BankLayout.head(composite.head()))).isNotEmpty();
        }
    }

    @Test
    void holdsTheShapesOfAHundredPeopleThatDoNotFold() throws IOException {
        assertThat(bank.shapes().orElseThrow().persons()).isEqualTo(100);
        assertThat(bank.index().shapes().orElseThrow().persons()).allSatisfy(person -> {
            assertThat(person.dice()).isBetween(0.9, 1.0);
            assertThat(person.smallestJacobian()).isGreaterThan(0.3);
            assertThat(person.longestMm()).isLessThan(9);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 18, 27, 36})
    void theDeformationOfACompositeCanBeInverted(int index) throws IOException {
        String id = bank.index().composites().get(index).id();
        VoxelVelocityField velocity = FieldCode.decode(bank.file(BankLayout.velocity(id)));

        double[] jacobian = velocity.exponential(HeadMap.SQUARINGS).jacobianRange();

        assertThat(jacobian[0]).isGreaterThanOrEqualTo(0.1);
        assertThat(jacobian[1]).isLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RJPD_002", "RJPD_005", "RJPD_006", "RJPD_010"})
    void everyMaskHasAllNucleiInTheVolumesThatWereDrawn(String mask) throws IOException {
        LabelMap nuclei = LabelCode.decode(bank.file(BankLayout.nuclei(mask)));
        LabelMap nigra = LabelCode.decode(bank.file(BankLayout.nigra(mask)));
        assertThat(nuclei.counts().keySet())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 16).boxed().toList());
        assertThat(nigra.counts().keySet()).containsExactly(1, 2);
        Optional<Path> shared = shared();
        Assumptions.assumeTrue(shared.isPresent(), "skipped: the shared data folder is not there");
        Path folder = shared.get().resolve("ruijin-masks").resolve(mask);
        assertSameVolumes(
                nuclei, Nifti.readLabels(folder.resolve("QSM_pred.nii.gz")).labels());
        assertSameVolumes(
                nigra, Nifti.readLabels(folder.resolve("NM_pred.nii.gz")).labels());
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {0, 17, -1})
    void aCompositeIsAWholeHeadWithItsNucleiInPlace(int index) throws IOException {
        int at = index < 0 ? bank.entries().size() + index : index;
        AnatomyBank.Entry entry = bank.entries().get(at);
        CompositeAnatomy anatomy = bank.load(entry.id());
        assertThat(anatomy.test()).isEqualTo(entry.test());
        assertThat(anatomy.scanGrid().nx()).isEqualTo(300);
        CompositeChecks.assertSidesAndPlaces(anatomy, 0.8);
        SortedMap<Integer, Integer> tissue = anatomy.tissue().counts();
        assertThat(tissue.keySet())
                .containsAll(IntStream.range(1, Tissue.count())
                        .filter(label -> label != Tissue.SPINAL_CORD.label())
                        .boxed()
                        .toList());
        double whiteMatterMl = tissue.get(Tissue.WHITE_MATTER.label()) / 1000.0;
        assertThat(whiteMatterMl).isBetween(250.0, 700.0);
    }

    @Test
    void isNoLargerThanAProgramCanCarry() throws IOException {
        try (InputStream in = AnatomyBank.class.getResourceAsStream("/org/substantia/weights/anatomy.bank")) {
            assertThat(in.readAllBytes()).hasSizeLessThan(10_000_000);
        }
    }

    private static void assertSameVolumes(LabelMap fine, LabelMap drawn) {
        double fineVoxel = fine.geometry().voxelVolumeMm3();
        double drawnVoxel = drawn.geometry().voxelVolumeMm3();
        drawn.counts()
                .forEach((label, voxels) -> assertThat(fine.counts().get(label) * fineVoxel / (voxels * drawnVoxel))
                        .as("label " + label)
                        .isBetween(0.95, 1.05));
    }

    private static Optional<Path> shared() {
        return Optional.of(SharedData.file("")).filter(Files::isDirectory);
    }
}
