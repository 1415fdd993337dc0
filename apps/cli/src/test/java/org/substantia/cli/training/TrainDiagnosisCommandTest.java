package org.substantia.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.cohort.Demographics;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.training.Candidate;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import picocli.CommandLine;

@Tag("slow")
class TrainDiagnosisCommandTest {
    private static final Geometry GRID = new Geometry(40, 30, 12, Affine.scaling(-2, 2, 3, 40, -30, -18));

    @TempDir
    Path folder;

    /** Persons of whom nothing but the susceptibility and the size of two blocks, right and left nigra, is known. */
    private Path cohort(int cases) throws IOException {
        return cohort("cohort", "P", cases);
    }

    private Path cohort(String name, String prefix, int cases) throws IOException {
        Path root = folder.resolve(name);
        StringBuilder labels = new StringBuilder("patient_id,label,age,sex\n");
        Random random = new Random(7);
        for (int k = 1; k <= cases; k++) {
            int label = k % 2;
            String id = String.format(Locale.ROOT, "%s%03d", prefix, k);
            labels.append(id)
                    .append(',')
                    .append(label)
                    .append(',')
                    .append(50 + k % 20)
                    .append(k % 3 == 0 ? ",M\n" : ",F\n");
            double iron = 130 + 25 * label + 8 * random.nextGaussian();
            byte[] mask = new byte[GRID.voxelCount()];
            Volume qsm = Volume.zeros(GRID);
            int top = 8 + random.nextInt(3);
            for (int z = 2; z < top; z++) {
                for (int y = 5; y < 15; y++) {
                    for (int x = 4; x < 36; x++) {
                        int i = GRID.index(x, y, z);
                        boolean nigra = x < 12 || x >= 28;
                        mask[i] = (byte) (!nigra ? 0 : x < 12 ? 11 : 12);
                        qsm.data()[i] = (float) ((nigra ? iron : 5) + 3 * random.nextGaussian());
                    }
                }
            }
            Path patient = Files.createDirectories(root.resolve(id));
            Nifti.write(patient.resolve("QSM.nii.gz"), qsm);
            Nifti.write(patient.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(GRID, mask));
        }
        Files.writeString(root.resolve("labels.csv"), labels);
        return root;
    }

    private CommandRun train(String... more) {
        String[] line = new String[more.length + 2];
        line[0] = "train";
        line[1] = "diagnosis";
        System.arraycopy(more, 0, line, 2, more.length);
        return CommandRun.of((Object[]) line);
    }

    @Test
    void learnsFromTheMasksAndWritesAModelThatJudges() throws Exception {
        Path model = folder.resolve("pd.json");
        CommandRun run =
                train("--cohort", cohort(40).toString(), "--out", model.toString(), "--folds", "3", "--threads", "2");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("40 patients, 3-fold cross-validation").contains("QSM + anatomy");
        DiagnosisModel read = DiagnosisModel.read(model);
        assertThat(read.crossValidation().isInformative()).isTrue();
        assertThat(read.healthy()
                        .expected(
                                BiomarkerId.parse("SN.qsm.mean"),
                                new Demographics(OptionalDouble.of(60), Optional.empty())))
                .hasValueSatisfying(usual -> assertThat(usual.mean()).isBetween(122.0, 138.0));
    }

    private CommandRun trainInThreeFolds(String cohort, Path out, String init, String... more) {
        List<String> line =
                new ArrayList<>(List.of("--cohort", cohort, "--out", out.toString(), "--folds", "3", "--init", init));
        line.addAll(List.of(more));
        return train(line.toArray(String[]::new));
    }

    @Test
    void goesOnFromAModelOrFromNoneAndTellsWhatFewerPatientsWouldDo() throws Exception {
        String cohort = cohort(40).toString();
        Path model = folder.resolve("pd.json");
        CommandRun alone = trainInThreeFolds(cohort, model, "none", "--learning-curve", "20,24");
        assertThat(alone.status()).as(alone.err()).isZero();
        assertThat(alone.out()).contains("patients to learn from").containsPattern("(?m)^24 +[01]\\.");

        CommandRun further = trainInThreeFolds(cohort, folder.resolve("further.json"), model.toString());
        assertThat(further.status()).as(further.err()).isZero();
        assertThat(DiagnosisModel.read(folder.resolve("further.json")).provenance())
                .extracting("options", org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("init", "pd.json");

        CommandRun absent = train("--cohort", cohort, "--out", model.toString(), "--init", "absent.json");
        assertThat(absent.status()).isEqualTo(ExitCode.DATA);
        assertThat(absent.err()).contains("absent.json");
        CommandRun tooMany = trainInThreeFolds(cohort, model, "none", "--learning-curve", "100");
        assertThat(tooMany.status()).isEqualTo(ExitCode.DATA);
        assertThat(tooMany.err()).contains("a learning curve of these patients goes from 20 to 26");
    }

    private Path softLabels(int patients) throws IOException {
        StringBuilder table = new StringBuilder("patient_id,probability\n");
        for (int k = 1; k <= patients; k++) {
            table.append(String.format(Locale.ROOT, "P%03d,%s%n", k, k % 2 == 1 ? "0.9" : "0.2"));
        }
        return Files.writeString(folder.resolve("soft.csv"), table);
    }

    /** Regression: soft labels of the test patients were demanded, after all the training. */
    @Test
    void softLabelsAreOfThosePatientsOnlyWhoAreLearnedFrom() throws Exception {
        String cohort = cohort(40).toString();
        String others = cohort("others", "T", 10).toString();
        Path model = folder.resolve("pd.json");
        String table = softLabels(40).toString();

        CommandRun run = trainInThreeFolds(cohort, model, "none", "--soft-labels", table, "--test", others);

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("(?m)^test cohort").containsPattern("(?m)^10 patients ");
        CommandRun few = trainInThreeFolds(
                cohort, model, "none", "--soft-labels", softLabels(39).toString());
        assertThat(few.status()).isEqualTo(ExitCode.DATA);
        assertThat(few.err())
                .contains("soft.csv: has no probability from 0 to 1 of 1 patient, the first of them P040")
                .hasLineCount(1);
    }

    @Test
    void saysInOneLineWhatIsMissing() throws Exception {
        Path small = cohort(6);
        CommandRun few = train(
                "--cohort", small.toString(), "--out", folder.resolve("x.json").toString());
        assertThat(few.status()).isEqualTo(ExitCode.DATA);
        assertThat(few.err()).contains("at least 10 patients of each diagnosis");

        Files.delete(small.resolve("labels.csv"));
        CommandRun unlabeled = train(
                "--cohort", small.toString(), "--out", folder.resolve("x.json").toString());
        assertThat(unlabeled.status()).isEqualTo(ExitCode.DATA);
        assertThat(unlabeled.err()).contains("has no labels.csv");

        CommandRun noMasks = train(
                "--cohort",
                small.toString(),
                "--masks",
                "predicted",
                "--out",
                folder.resolve("x.json").toString());
        assertThat(noMasks.status()).isEqualTo(ExitCode.USAGE);
        assertThat(noMasks.err()).contains("--masks predicted needs --predictions");
        CommandRun unused = train(
                "--cohort",
                small.toString(),
                "--predictions",
                "p",
                "--out",
                folder.resolve("x.json").toString());
        assertThat(unused.status()).isEqualTo(ExitCode.USAGE);
        assertThat(unused.err()).contains("--predictions is for --masks predicted");
        CommandRun oneOfTwo = train(
                "--cohort",
                small.toString(),
                "--test",
                "one",
                "--test",
                "two",
                "--test-predictions",
                "one",
                "--out",
                folder.resolve("x.json").toString());
        assertThat(oneOfTwo.status()).isEqualTo(ExitCode.USAGE);
        assertThat(oneOfTwo.err()).contains("--test-predictions should be given once for each --test");
        CommandRun tooFew = train(
                "--cohort",
                small.toString(),
                "--learning-curve",
                "40,10",
                "--out",
                folder.resolve("x.json").toString());
        assertThat(tooFew.status()).isEqualTo(ExitCode.USAGE);
        assertThat(tooFew.err()).contains("--learning-curve begins at 20 patients, not at 10");
    }

    /** Regression: a wrong test cohort was found out after the training, and no later one was tested. */
    @Test
    void aTestCohortThatIsNotThereCostsNoTraining() throws Exception {
        Path model = folder.resolve("pd.json");
        CommandRun run = train(
                "--cohort",
                cohort(40).toString(),
                "--out",
                model.toString(),
                "--test",
                folder.resolve("no").toString());

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).hasLineCount(1).contains("no");
        assertThat(model).doesNotExist();
    }

    /** Regression: it was read, and then replaced by what was trained. */
    @Test
    void noModelOrTableIsWrittenOver() throws Exception {
        Path cohort = cohort(6);
        Path table = softLabels(6);
        byte[] before = Files.readAllBytes(table);

        for (String input : List.of("--init", "--soft-labels", "--encoder")) {
            CommandRun run = train("--cohort", cohort.toString(), input, table.toString(), "--out", table.toString());
            assertThat(run.status()).as(input).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("soft.csv is read and would be written over; name another --out");
        }
        assertThat(table).hasBinaryContent(before);
    }

    @Test
    void learnsFromTheOthersWhenOnePatientCannotBeRead() throws Exception {
        Path cohort = cohort(32);
        byte[] whole = Files.readAllBytes(cohort.resolve("P003/QSM.nii.gz"));
        Files.write(cohort.resolve("P003/QSM.nii.gz"), Arrays.copyOf(whole, whole.length / 2));
        Files.delete(cohort.resolve("P006/QSM_mask.nii.gz"));

        CommandRun run = trainInThreeFolds(cohort.toString(), folder.resolve("pd.json"), "none");

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).contains("30 patients, 3-fold cross-validation");
        assertThat(run.err()).contains("P003/QSM.nii.gz").contains("P006: has no mask to measure in");
        assertThat(DiagnosisModel.read(folder.resolve("pd.json")).families()).isNotEmpty();
    }

    @Test
    void tabulatesTheBiomarkersOfTheOthersWhenOnePatientCannotBeRead() throws Exception {
        Path cohort = cohort(4);
        Files.writeString(cohort.resolve("P002/QSM.nii.gz"), "no image");
        Files.delete(cohort.resolve("P003/QSM_mask.nii.gz"));
        Path table = folder.resolve("biomarkers.csv");

        CommandRun run = CommandRun.of("biomarkers", cohort, "--out", table);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).contains("2 of 4 cases");
        assertThat(run.err())
                .contains("P002/QSM.nii.gz")
                .contains("P003: has no mask to measure in")
                .hasLineCount(2);
        assertThat(Files.readAllLines(table)).hasSize(3).element(1).asString().startsWith("P001,");
    }

    /** Of nine healthy persons alone there is an NM image; the other images are learned. */
    @Test
    void leavesOutASetOfImagesThatTooFewPatientsHave() throws Exception {
        Path cohort = cohort(30);
        for (int k = 1; k <= 19; k++) {
            String id = String.format(Locale.ROOT, "P%03d", k);
            Volume nm = Volume.zeros(GRID);
            byte[] mask = new byte[GRID.voxelCount()];
            Random random = new Random(k);
            for (int i = 0; i < mask.length; i++) {
                nm.data()[i] = (float) (100 + 5 * random.nextGaussian() + (i % 40 < 12 ? 30 : 0));
                mask[i] = (byte) (i % 40 < 12 && i % 7 < 3 ? 1 : i % 40 >= 28 && i % 7 < 3 ? 2 : 0);
            }
            Nifti.write(cohort.resolve(id + "/NM.nii.gz"), nm);
            Nifti.write(cohort.resolve(id + "/NM_mask.nii.gz"), LabelMap.ofBytes(GRID, mask));
        }

        CommandRun run = trainInThreeFolds(cohort.toString(), folder.resolve("pd.json"), "none");

        assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.err()).contains("NM is left out: fewer than 10 patients").doesNotContain("Exception");
        assertThat(run.out()).contains("QSM + anatomy");
    }

    /** It was told as a fault of the cohort. */
    @Test
    void aFaultOfTheProgramIsNoFaultOfTheCohort() throws Exception {
        TrainDiagnosisCommand command = new TrainDiagnosisCommand();
        command.candidates = List.of(new Candidate(Candidate.Kind.L2_LOGISTIC, -1, 6));
        new CommandLine(command)
                .parseArgs(
                        "--cohort",
                        cohort(40).toString(),
                        "--out",
                        folder.resolve("pd.json").toString());

        assertThatThrownBy(command::call)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("cohort");
    }

    @Test
    void saysHowManyFoldsGroupsAllow() throws Exception {
        Path cohort = cohort(30);
        Path pairs = folder.resolve("none.json");
        CommandRun run = train("--cohort", cohort.toString(), "--out", pairs.toString(), "--folds", "31");

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err())
                .contains("30 patients allow at most 30 folds, not 31")
                .hasLineCount(1);
    }

    /** They were dealt into folds one by one, so a model was tested on subjects that it had learned from. */
    @Test
    void sessionsOfOneSubjectStayInOneFold() throws Exception {
        Path flat = cohort(40);
        Path bids = folder.resolve("bids");
        StringBuilder participants = new StringBuilder("participant_id\tlabel\n");
        for (int k = 1; k <= 40; k++) {
            // Sick and healthy take turns, so P001 and P003 become the sessions of a sick subject.
            int subject = (k - 1) / 4 * 2 + (k - 1) % 2 + 1;
            int session = (k - 1) % 4 / 2 + 1;
            String name = String.format(Locale.ROOT, "sub-%02d_ses-%d", subject, session);
            String place = String.format(Locale.ROOT, "sub-%02d/ses-%d/anat", subject, session);
            Path from = flat.resolve(String.format(Locale.ROOT, "P%03d", k));
            Path anat = Files.createDirectories(bids.resolve(place));
            Path masks =
                    Files.createDirectories(bids.resolve("derivatives/manual").resolve(place));
            Files.move(from.resolve("QSM.nii.gz"), anat.resolve(name + "_Chimap.nii.gz"));
            Files.move(from.resolve("QSM_mask.nii.gz"), masks.resolve(name + "_desc-QSM_dseg.nii.gz"));
            if (session == 1) {
                participants.append(name, 0, 6).append('\t').append(k % 2).append('\n');
            }
        }
        Files.writeString(bids.resolve("participants.tsv"), participants);

        CommandRun run = train(
                "--cohort", bids.toString(), "--out", folder.resolve("x.json").toString(), "--folds", "21");

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("20 groups allow at most 20 folds, not 21");
    }
}
