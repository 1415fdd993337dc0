package org.substantia.synthesis.anatomy.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.anatomy.BankIndex;
import org.substantia.synthesis.anatomy.BankLayout;
import org.substantia.synthesis.anatomy.CompositeAnatomy;
import org.substantia.synthesis.anatomy.CompositeChecks;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.anatomy.build.shape.PersonPhantom;

@Tag("slow")
class AnatomyBankBuilderTest {
    @TempDir
    static Path folder;

    private static Path bankFile;
    private static List<CompositeQuality> qualities;
    private static final List<CompositeQuality> REPORTED = Collections.synchronizedList(new ArrayList<>());

    private static final AnatomyBankOptions OPTIONS = AnatomyBankOptions.defaults("0")
            .withTest(Set.of("headB"), Set.of("P2"))
            .withCredits(List.of("made here"));

    @BeforeAll
    static void buildABankOfTwoHeadsAndTwoMasks() throws IOException {
        SourceFilePhantom.writeHead(folder.resolve("heads/headA.nii.gz"), 1.05);
        SourceFilePhantom.writeHead(folder.resolve("heads/headB.nii.gz"), 0.97);
        SourceFilePhantom.writeMasks(folder.resolve("masks/P1"), 0.8);
        SourceFilePhantom.writeMasks(folder.resolve("masks/P2"), -0.6);
        PersonPhantom.write(folder.resolve("shapes/A_dseg.nii.gz"), 0.7, true);
        PersonPhantom.write(folder.resolve("shapes/B_dseg.nii.gz"), 1, true);
        PersonPhantom.write(folder.resolve("shapes/C_dseg.nii.gz"), 1.3, true);
        bankFile = folder.resolve("two.bank");
        try (Workers workers = Workers.of(2)) {
            qualities = AnatomyBankBuilder.build(
                    new AnatomyBankBuilder.Sources(
                            folder.resolve("heads"), folder.resolve("masks"), Optional.of(folder.resolve("shapes"))),
                    bankFile,
                    OPTIONS,
                    workers,
                    new Told(REPORTED, new ArrayList<>()));
        }
    }

    @Test
    void joinsTestWithTestAnatomyAndOtherWithOther() throws IOException {
        assertThat(AnatomyBank.open(bankFile).entries())
                .containsExactly(
                        new AnatomyBank.Entry("P1+headA", "headA", "P1", false),
                        new AnatomyBank.Entry("P2+headB", "headB", "P2", true));
    }

    @Test
    void everyCompositePassesAndIsReportedInOrder() {
        assertThat(qualities).allSatisfy(q -> assertThat(q.faults()).isEmpty());
        assertThat(REPORTED).isEqualTo(qualities);
        CompositeQuality first = qualities.get(0);
        assertThat(first.meanSharedDice()).isGreaterThan(first.overlap().similarityDice());
        assertThat(first.summary()).contains("P1+headA").contains("passes");
        assertThat(qualities.get(1).summary()).startsWith("P2+headB (test): Dice");
    }

    @Test
    void aLoadedCompositeHasAllNucleiOnTheirSidesInTheirTissue() throws IOException {
        CompositeAnatomy anatomy = AnatomyBank.open(bankFile).load("P1+headA");
        assertThat(anatomy.nuclei().counts().keySet()).containsExactlyInAnyOrderElementsOf(SourceFilePhantom.labels());
        assertThat(anatomy.nigra().counts().keySet()).containsExactly(1, 2);
        CompositeChecks.assertSidesAndPlaces(anatomy, 0.9);
        assertThat(anatomy.tissue().counts().keySet())
                .contains(
                        Tissue.WHITE_MATTER.label(),
                        Tissue.CORTEX.label(),
                        Tissue.VENTRICLE.label(),
                        Tissue.THALAMUS.label(),
                        Tissue.CORTICAL_BONE.label(),
                        Tissue.SKIN.label());
        assertThat(anatomy.tissue().geometry().spacing(0)).isEqualTo(1);
    }

    /** Beside the sources of one composite lie a head and a mask that cannot be read. */
    @Test
    void theSameSourcesGiveTheSameCompositeOnOneThreadWhateverElseCannotBeUsed() throws IOException {
        Path heads = Files.createDirectories(folder.resolve("some-heads"));
        Files.copy(folder.resolve("heads/headA.nii.gz"), heads.resolve("headA.nii.gz"));
        Files.writeString(heads.resolve("a-cut.nii.gz"), "cut");
        Path masks = folder.resolve("some-masks");
        SourceFilePhantom.writeMasks(masks.resolve("P1"), 0.8);
        SourceFilePhantom.writeMasks(masks.resolve("P3"), 0.2);
        Files.writeString(masks.resolve("P3/NM_mask.nii.gz"), "cut");
        List<String> leftOut = new ArrayList<>();
        Path file = folder.resolve("some.bank");

        List<CompositeQuality> tried = AnatomyBankBuilder.build(
                new AnatomyBankBuilder.Sources(heads, masks, Optional.empty()),
                file,
                OPTIONS,
                Workers.caller(),
                new Told(new ArrayList<>(), leftOut));

        assertThat(tried).extracting(quality -> quality.pairing().id()).containsExactly("P1+headA");
        assertThat(leftOut)
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("P3", "NM_mask.nii.gz"))
                .anySatisfy(line -> assertThat(line).contains("a-cut.nii.gz"));
        AnatomyBank again = AnatomyBank.open(file);
        AnatomyBank first = AnatomyBank.open(bankFile);
        assertThat(again.entries()).containsExactly(first.entries().get(0));
        for (String part : List.of(
                BankLayout.head("headA"),
                BankLayout.nuclei("P1"),
                BankLayout.nigra("P1"),
                BankLayout.velocity("P1+headA"))) {
            assertThat(again.file(part)).as(part).isEqualTo(first.file(part));
        }
        assertThat(again.index().composites().get(0))
                .isEqualTo(first.index().composites().get(0));
    }

    @Test
    void holdsTheShapesOfPeople() throws IOException {
        AnatomyBank bank = AnatomyBank.open(bankFile);
        assertThat(bank.index().shapes().orElseThrow().persons())
                .extracting(BankIndex.Person::id)
                .containsExactly("A", "B", "C");
        assertThat(bank.shapes().orElseThrow().persons()).isEqualTo(3);
    }

    @Test
    void readsABankOfTheFirstFormatWhichHasNoShapes() throws IOException {
        Path file = folder.resolve("first.bank");
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(bankFile));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                if (entry.getName().equals(BankLayout.INDEX)) {
                    ObjectNode index = (ObjectNode) new ObjectMapper().readTree(content);
                    index.put("formatVersion", 1).remove("shapes");
                    content = new ObjectMapper().writeValueAsBytes(index);
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(content);
            }
        }
        AnatomyBank bank = AnatomyBank.open(file);
        assertThat(bank.entries()).isEqualTo(AnatomyBank.open(bankFile).entries());
        assertThat(bank.shapes()).isEmpty();
    }

    @Test
    void tellsWhereTheBankComesFrom() throws IOException {
        BankIndex index = AnatomyBank.open(bankFile).index();
        assertThat(index.credits().get(0)).isEqualTo("made here");
        assertThat(index.provenance().get("inputs"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .hasSize(9)
                .containsEntry("shapes/C_dseg.nii.gz", Sha256.hex(folder.resolve("shapes/C_dseg.nii.gz")))
                .containsEntry("heads/headA.nii.gz", Sha256.hex(folder.resolve("heads/headA.nii.gz")));
        assertThat(index.composites().get(0).quality()).containsEntry("passes", true);
    }

    @Test
    void refusesAPairThatMixesTestAnatomyWithOther() {
        AnatomyBankOptions mixed = OPTIONS.withPairs(List.of(new AnatomyBankOptions.Pair("headA", "P2")));
        assertThatThrownBy(() -> build(folder.resolve("heads"), mixed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("headA")
                .hasMessageContaining("test anatomy");
    }

    @Test
    void refusesAHeadWithAnUnknownLabelByName() throws IOException {
        Path heads = folder.resolve("odd");
        Files.createDirectories(heads);
        Geometry grid = Geometry.axisAligned(3, 3, 3, 1, 1, 1);
        int[] labels = new int[27];
        labels[13] = 1234;
        Nifti.write(heads.resolve("x.nii.gz"), LabelMap.of(grid, LabelMap.Width.SIGNED_16, labels));
        assertThatThrownBy(() -> build(heads, OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("x.nii.gz")
                .hasMessageContaining("1234");
    }

    @Test
    void refusesAFolderWithoutHeads() {
        assertThatThrownBy(() -> build(folder.resolve("masks"), OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no heads");
    }

    @Test
    void refusesAFileThatIsNoBank() throws IOException {
        Path file = folder.resolve("no.bank");
        Files.writeString(file, "nothing");
        assertThatThrownBy(() -> AnatomyBank.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no.bank");
    }

    @Test
    void refusesAnUnknownComposite() throws IOException {
        AnatomyBank bank = AnatomyBank.open(bankFile);
        assertThatThrownBy(() -> bank.load("P9+headA")).isInstanceOf(IllegalArgumentException.class);
    }

    private static void build(Path heads, AnatomyBankOptions options) throws IOException {
        AnatomyBankBuilder.build(
                new AnatomyBankBuilder.Sources(heads, folder.resolve("masks"), Optional.empty()),
                folder.resolve("never.bank"),
                options,
                Workers.caller(),
                new Told(new ArrayList<>(), new ArrayList<>()));
    }

    /** Keeps what it is told. */
    private record Told(List<CompositeQuality> qualities, List<String> reasons) implements AnatomyBankBuilder.Listener {
        @Override
        public void composite(CompositeQuality quality) {
            qualities.add(quality);
        }

        @Override
        public void person(String summary) {}

        @Override
        public void leftOut(String reason) {
            reasons.add(reason);
        }
    }
}
