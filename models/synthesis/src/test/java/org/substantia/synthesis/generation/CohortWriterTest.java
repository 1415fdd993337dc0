package org.substantia.synthesis.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.deformation.AnatomyFault;
import org.substantia.synthesis.image.protocol.AcquisitionDomain;
import org.substantia.synthesis.population.BayesClassifier;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;
import org.substantia.synthesis.subject.SubjectParameters;

@Tag("slow")
class CohortWriterTest {
    /** Coarse, so that a case takes some seconds. */
    private static final Geometry GRID = new Geometry(100, 100, 35, Affine.scaling(-2, 2, 4));

    private static final long SEED = 7;

    private static AnatomyBank bank;
    private static List<String> anatomies;

    /** What cases are made of: to load an anatomy takes as long as to make a case of it. */
    private static List<String> oneAnatomy;

    /** Two cases, made by one thread; no test changes it. */
    @TempDir
    private static Path made;

    private static CohortSummary summary;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws IOException {
        bank = AnatomyBank.builtIn();
        anatomies = bank.entries().stream()
                .filter(AnatomyBank.Entry::test)
                .map(AnatomyBank.Entry::id)
                .limit(2)
                .toList();
        oneAnatomy = anatomies.subList(0, 1);
        summary = write(made, 2, SEED, 1);
    }

    @Test
    void writesTheSameBytesOnAnyNumberOfThreads() throws IOException {
        write(folder, 2, SEED, 3);

        List<Path> files = files(made);
        assertThat(files).hasSize(3 + 2 * 6).isEqualTo(files(folder));
        for (Path file : files) {
            assertThat(made.resolve(file)).hasSameBinaryContentAs(folder.resolve(file));
        }
    }

    /** The posterior is of the very subject whose truth stands in the folder. */
    @Test
    void tellsHowProbableEachDiseaseIsToWhoeverKnowsAllThatWasDrawn() throws IOException {
        List<String> lines = Files.readAllLines(made.resolve("posterior.csv"));

        assertThat(lines).hasSize(3).first().isEqualTo("patient_id,probability");
        JsonNode subject = JsonFiles.read(made.resolve("SYN_0002/truth.json")).path("subject");
        Path alone = folder.resolve("subject.json");
        JsonFiles.write(alone, subject);
        double known = new BayesClassifier(PopulationModel.ruijin(), 0.5)
                .probability(JsonFiles.read(alone, SubjectParameters.class));
        assertThat(lines.get(2)).isEqualTo(String.format(Locale.ROOT, "SYN_0002,%.6f", known));
    }

    @Test
    void machinesThatShareTheCasesMakeTheSameBytes() throws IOException {
        CohortWriter writer = writer(SEED);
        writer.begin(folder);
        for (int number : writer.order(2)) {
            writer(SEED).writeCases(folder, List.of(number));
        }
        FileTime first = Files.getLastModifiedTime(folder.resolve("SYN_0001/T1.nii.gz"));
        writer.write(folder, 2, Workers.caller(), () -> {});

        assertThat(Files.getLastModifiedTime(folder.resolve("SYN_0001/T1.nii.gz")))
                .isEqualTo(first);
        assertThat(files(folder)).isEqualTo(files(made));
        for (Path file : files(made)) {
            assertThat(folder.resolve(file)).hasSameBinaryContentAs(made.resolve(file));
        }
    }

    @Test
    void makesACohortThatTheProgramReads() throws IOException {
        Cohort cohort = Cohort.open(made);
        assertThat(cohort.cases()).extracting(c -> c.id()).containsExactly("SYN_0001", "SYN_0002");
        assertThat(cohort.labels().orElseThrow().unknownTo(cohort.cases())).isEmpty();
        LabelMap mask =
                Nifti.readLabels(made.resolve("SYN_0001/QSM_mask.nii.gz")).labels();
        JsonNode truth = JsonFiles.read(made.resolve("SYN_0001/truth.json"));
        double wanted = truth.at("/subject/nuclei/2/volumeMm3").asDouble();
        double voxels = mask.counts().get(3);
        assertThat(voxels * mask.geometry().voxelVolumeMm3()).isCloseTo(wanted, within(0.1 * wanted));
        assertThat(truth.at("/testAnatomy").asBoolean()).isTrue();
        assertThat(JsonFiles.read(made.resolve("cohort.json"))
                        .at("/bayesOptimal/accuracy")
                        .asDouble())
                .isBetween(0.85, 0.89);
        assertThat(truth.at("/checks/places")).hasSize(16);
        assertThat(truth.at("/checks/faults")).isEmpty();
        assertThat(summary.checks().cases()).isEqualTo(2);
        assertThat(summary.checks().faulty()).isEmpty();
        assertThat(summary.checks().smallestJacobian())
                .isPositive()
                .isLessThanOrEqualTo(truth.at("/checks/smallestJacobian").asDouble());
        assertThat(JsonFiles.read(made.resolve("cohort.json"))
                        .at("/checks/casesWithFault/folded")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void sumsUpTheFaultsOfCases() throws IOException {
        JsonFiles.write(Files.createDirectories(folder.resolve("SYN_0001")).resolve("truth.json"), truth(0.4));
        JsonFiles.write(
                Files.createDirectories(folder.resolve("SYN_0002")).resolve("truth.json"),
                truth(
                        -0.1,
                        new AnatomyFault(AnatomyFault.Kind.FOLDED, "smallest Jacobian -0.100"),
                        new AnatomyFault(AnatomyFault.Kind.OUT_OF_PLACE, "STN_l: only 80.0 % in its place"),
                        new AnatomyFault(AnatomyFault.Kind.OUT_OF_PLACE, "SN_l: only 80.0 % in its place")));

        CohortChecks checks = CohortChecks.read(folder, 2);

        assertThat(checks.faulty()).containsOnlyKeys("SYN_0002");
        assertThat(checks.casesWithFault())
                .containsEntry(AnatomyFault.Kind.FOLDED, 1)
                .containsEntry(AnatomyFault.Kind.OUT_OF_PLACE, 1)
                .containsEntry(AnatomyFault.Kind.OUTSIDE_BRAIN, 0);
        assertThat(checks.describe())
                .isEqualTo(
                        "Anatomy checked: 1 with a fault (1 folded, 0 sides swapped, 0 outside brain, 1 out of place);"
                                + " smallest Jacobian -0.10");
        JsonFiles.write(folder.resolve("SYN_0001/truth.json"), Map.of("schemaVersion", 1));
        assertThatThrownBy(() -> CohortChecks.read(folder, 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SYN_0001")
                .hasMessageContaining("no checks");
    }

    private static Map<String, Object> truth(double smallestJacobian, AnatomyFault... faults) {
        return Map.of(
                "checks", Map.of("smallestJacobian", smallestJacobian, "faults", List.of(faults), "places", List.of()));
    }

    @Test
    void goesOnWhereItStopped() throws IOException {
        copyOfFirstCase(folder);
        Path truth = folder.resolve("SYN_0001/truth.json");
        FileTime before = Files.getLastModifiedTime(truth);
        Files.delete(folder.resolve("SYN_0001/T1.nii.gz"));

        CohortSummary summary = write(folder, 1, SEED, 1);

        assertThat(Files.getLastModifiedTime(truth)).isEqualTo(before);
        assertThat(folder.resolve("SYN_0001/T1.nii.gz")).doesNotExist();
        assertThat(Files.readAllLines(folder.resolve("labels.csv"))).hasSize(2);
        assertThat(summary.checks().cases()).isEqualTo(1);
    }

    @Test
    void refusesFewerCasesThanAreThere() throws IOException {
        String tables = Files.readString(made.resolve("labels.csv"));

        assertThatThrownBy(() -> write(made, 1, SEED, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SYN_0002: the folder holds more than 1 case;");

        assertThat(made.resolve("labels.csv")).hasContent(tables);
    }

    /** The first case's truth is cut off; where the second's folder should be, there is a file. */
    @Test
    void makesADamagedCaseAnewAndNamesOneThatCannotBeWritten() throws IOException {
        copyOfFirstCase(folder);
        Path truth = folder.resolve("SYN_0001/truth.json");
        String whole = Files.readString(truth);
        Files.writeString(truth, whole.substring(0, 100));
        Files.writeString(folder.resolve("SYN_0002"), "in the way");

        CohortSummary summary = write(folder, 2, SEED, 1);

        assertThat(truth).hasContent(whole);
        assertThat(summary.checks().cases()).isEqualTo(1);
        assertThat(summary.failures()).hasSize(1).hasEntrySatisfying("SYN_0002", why -> assertThat(why)
                .contains("SYN_0002", "something else of that name"));
    }

    @Test
    void refusesAFolderWithAnotherCohortOrOtherFiles() throws IOException {
        copyOfFirstCase(folder.resolve("cohort"));
        assertThatThrownBy(() -> write(folder.resolve("cohort"), 1, SEED + 1, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another seed");

        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("thesis.txt"), "all my work");
        assertThatThrownBy(() -> write(other, 1, 5, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("choose an empty folder");
    }

    /** It ended with a stack trace, and the folder was taken for good. */
    @Test
    void refusesAGridThatReachesNoNucleusAndLeavesTheFolderAlone() {
        Geometry tiny = Geometry.axisAligned(6, 6, 6, 0.5, 0.5, 0.5);
        CohortRecipe recipe = new CohortRecipe(
                SEED, AcquisitionDomain.REALISTIC, 0.5, Confounding.NONE, oneAnatomy, Optional.of(tiny));
        CohortWriter writer = new CohortWriter(bank, PopulationModel.ruijin(), recipe, "test");

        assertThatThrownBy(() -> writer.write(folder.resolve("cohort"), 1, Workers.caller(), () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reaches no nucleus");
        assertThat(folder.resolve("cohort")).doesNotExist();
    }

    @Test
    void mirrorsTheAnatomyOfEveryOtherPatientAndNothingElse() throws IOException {
        CohortRecipe mirrored = recipe(SEED, oneAnatomy).withMirrored(true);
        new CohortWriter(bank, PopulationModel.ruijin(), mirrored, "test").write(folder, 2, Workers.caller(), () -> {});

        for (Path file : files(made)) {
            if (file.startsWith("SYN_0001") || file.toString().endsWith(".csv")) {
                assertThat(folder.resolve(file)).hasSameBinaryContentAs(made.resolve(file));
            }
        }
        JsonNode asDrawn = JsonFiles.read(made.resolve("SYN_0002/truth.json"));
        JsonNode turned = JsonFiles.read(folder.resolve("SYN_0002/truth.json"));
        assertThat(turned.path("anatomy").asText()).isEqualTo(oneAnatomy.get(0) + " mirrored");
        assertThat(turned.path("subject")).isEqualTo(asDrawn.path("subject"));
        assertThat(turned.at("/checks/faults")).isEmpty();
        assertThat(folder.resolve("SYN_0002/QSM.nii.gz").toFile().length())
                .isNotEqualTo(made.resolve("SYN_0002/QSM.nii.gz").toFile().length());
        assertThat(JsonFiles.read(folder.resolve("cohort.json"))
                        .at("/provenance/options/mirrored")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void usesEveryAnatomyBeforeAnyAgain() {
        CaseGenerator generator = new CaseGenerator(bank, PopulationModel.ruijin(), recipe(3, anatomies));

        for (int block = 0; block < 5; block++) {
            assertThat(List.of(generator.anatomyOf(2 * block + 1), generator.anatomyOf(2 * block + 2)))
                    .containsExactlyInAnyOrderElementsOf(anatomies);
        }
    }

    private static CohortSummary write(Path to, int cases, long seed, int threads) throws IOException {
        try (Workers workers = Workers.of(threads)) {
            return writer(seed).write(to, cases, workers, () -> {});
        }
    }

    private static CohortWriter writer(long seed) {
        return new CohortWriter(bank, PopulationModel.ruijin(), recipe(seed, oneAnatomy), "test");
    }

    /** As a run leaves it that was stopped after its first case. */
    private static void copyOfFirstCase(Path to) throws IOException {
        for (Path file : files(made)) {
            if (!file.startsWith("SYN_0002")) {
                Files.createDirectories(to.resolve(file).getParent());
                Files.copy(made.resolve(file), to.resolve(file));
            }
        }
    }

    private static CohortRecipe recipe(long seed, List<String> of) {
        return new CohortRecipe(seed, AcquisitionDomain.REALISTIC, 0.5, Confounding.NONE, of, Optional.of(GRID));
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .sorted()
                    .toList();
        }
    }
}
