package org.substantia.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.layout.Overlooked;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.testing.SharedData;

class CohortTest {
    @TempDir
    Path top;

    private static List<String> ids(Cohort cohort) {
        return cohort.cases().stream().map(CaseFolder::id).toList();
    }

    @Test
    void recognizesTrainingData() throws IOException {
        TestFiles.touch(top, "b/T1.nii.gz", "b/QSM.nii.gz", "b/NM.nii.gz", "b/QSM_mask.nii.gz", "b/NM_mask.nii.gz");
        TestFiles.touch(top, "a/T1.nii.gz", "a/notes.txt", "readme/readme.txt", "T1.txt");

        Cohort cohort = Cohort.open(top);

        assertThat(ids(cohort)).containsExactly("a", "b");
        CaseFolder b = cohort.find("b").orElseThrow();
        assertThat(b.images()).containsOnlyKeys(Modality.T1, Modality.QSM, Modality.NM);
        assertThat(b.masks()).containsOnlyKeys(LabelScheme.QSM, LabelScheme.NM);
        assertThat(b.predictions()).isEmpty();
        assertThat(b.image(Modality.QSM).orElseThrow().name())
                .isEqualTo(top.resolve("b/QSM.nii.gz").toString());
        assertThat(b.subject()).isEqualTo("b");
    }

    @Test
    void recognizesTheContainersFolders() throws IOException {
        TestFiles.touch(top, "inputs/x/T1.nii.gz", "inputs/y/T1.nii.gz", "outputs/x/QSM_pred.nii.gz");
        TestFiles.write(top, "outputs/x/PD_pred.txt", " 1\r\n");

        Cohort cohort = Cohort.open(top);

        assertThat(ids(cohort)).containsExactly("x", "y");
        CaseFolder x = cohort.cases().get(0);
        assertThat(x.images()).containsOnlyKeys(Modality.T1);
        assertThat(x.predictions()).containsOnlyKeys(LabelScheme.QSM);
        assertThat(x.predictedDiagnosis()).contains(Diagnosis.PARKINSON);
        assertThat(cohort.cases().get(1).predictedDiagnosis()).isEmpty();
    }

    @Test
    void findsPredictionsBesideTheImagesAndBelowOutputs() throws IOException {
        TestFiles.touch(top, "x/T1.nii.gz", "x/NM_pred.nii.gz", "outputs/x/QSM_pred.nii.gz");

        assertThat(Cohort.open(top).cases()).hasSize(1).allSatisfy(x -> assertThat(x.predictions())
                .containsOnlyKeys(LabelScheme.QSM, LabelScheme.NM));
    }

    @Test
    void refusesTwoPredictionsOfOneMask() throws IOException {
        TestFiles.touch(top, "x/QSM_pred.nii.gz", "outputs/x/QSM_pred.nii.gz");

        assertThatThrownBy(() -> Cohort.open(top))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("case x")
                .hasMessageContaining("keep one of them");
    }

    @Test
    void acceptsPlainNiftiAndPrefersTheCompressedFileBesideIt() throws IOException {
        TestFiles.touch(top, "x/T1.nii", "x/QSM.nii", "x/QSM.nii.gz");

        CaseFolder x = Cohort.open(top).cases().get(0);

        assertThat(x.image(Modality.T1).orElseThrow().name()).endsWith("T1.nii");
        assertThat(x.image(Modality.QSM).orElseThrow().name()).endsWith("QSM.nii.gz");
    }

    @Test
    void takesTheFolderOfOneCaseAsACohortOfOne() throws IOException {
        TestFiles.touch(top, "Müller 7/T1.nii.gz", "Müller 7/QSM_mask.nii.gz");

        assertThat(ids(Cohort.open(top.resolve("Müller 7")))).containsExactly("Müller 7");
        assertThat(ids(Cohort.open(top.resolve("Müller 7/../Müller 7/.")))).containsExactly("Müller 7");
    }

    @Test
    void refusesAFolderThatIsACaseAndHoldsCases() throws IOException {
        TestFiles.touch(top, "T1.nii.gz", "backup/T1.nii.gz");

        assertThatThrownBy(() -> Cohort.open(top))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("keep the files of one layout");
    }

    @Test
    void recognizesBids() throws IOException {
        TestFiles.touch(
                top,
                "sub-02/anat/sub-02_T1w.nii.gz",
                "sub-02/anat/sub-02_run-1_desc-nm_T1w.nii.gz",
                "sub-01/ses-1/anat/sub-01_ses-1_run-1_T1w.nii.gz",
                "sub-01/ses-1/anat/sub-01_ses-1_run-2_T1w.nii.gz",
                "sub-01/ses-2/anat/sub-01_ses-2_Chimap.nii",
                "sub-01/ses-2/func/sub-01_ses-2_bold.nii.gz",
                "derivatives/romeo/sub-02/anat/sub-02_Chimap.nii.gz",
                "derivatives/fmriprep/sub-02/anat/sub-02_space-MNI_T1w.nii.gz",
                "derivatives/manual/sub-02/anat/sub-02_desc-QSM_dseg.nii.gz",
                "derivatives/manual/sub-02/anat/sub-02_desc-NMpred_dseg.nii.gz");
        TestFiles.write(top, "participants.tsv", "participant_id\tage\tlabel\nsub-01\t61\t1\nsub-02\tn/a\t0\n");

        Cohort cohort = Cohort.open(top);

        assertThat(ids(cohort)).containsExactly("sub-01_ses-1", "sub-01_ses-2", "sub-02");
        CaseFolder first = cohort.cases().get(0);
        assertThat(first.subject()).isEqualTo("sub-01");
        assertThat(first.image(Modality.T1).orElseThrow().name()).contains("run-1");
        assertThat(cohort.cases().get(1).images()).containsOnlyKeys(Modality.QSM);
        CaseFolder second = cohort.cases().get(2);
        assertThat(second.images()).containsOnlyKeys(Modality.T1, Modality.QSM, Modality.NM);
        assertThat(second.image(Modality.T1).orElseThrow().name()).doesNotContain("MNI");
        assertThat(second.masks()).containsOnlyKeys(LabelScheme.QSM);
        assertThat(second.predictions()).containsOnlyKeys(LabelScheme.NM);
        LabelTable labels = cohort.labels().orElseThrow();
        assertThat(labels.diagnosisOf(first)).contains(Diagnosis.PARKINSON);
        assertThat(labels.unknownTo(cohort.cases())).isEmpty();
    }

    /** Regression: with a derivative of the subject, as fMRIPrep makes of all sessions, one person was two cases. */
    @Test
    void aDerivativeOfASubjectIsNoCaseBesideItsSessions() throws IOException {
        TestFiles.touch(
                top,
                "sub-1/ses-1/anat/sub-1_ses-1_T1w.nii.gz",
                "sub-1/ses-2/anat/sub-1_ses-2_T1w.nii.gz",
                "derivatives/fmriprep/sub-1/anat/sub-1_desc-preproc_T1w.nii.gz",
                "rawdata/sub-2/ses-1/anat/sub-2_ses-1_T1w.nii.gz",
                "derivatives/fmriprep/sub-2/anat/sub-2_desc-preproc_T1w.nii.gz",
                "derivatives/qsm/sub-2/anat/sub-2_Chimap.nii.gz",
                "derivatives/manual/sub-2/anat/sub-2_desc-QSM_dseg.nii.gz");

        Cohort cohort = Cohort.open(top);

        assertThat(ids(cohort)).containsExactly("sub-1_ses-1", "sub-1_ses-2", "sub-2_ses-1");
        CaseFolder only = cohort.cases().get(2);
        assertThat(only.image(Modality.T1).orElseThrow().name()).doesNotContain("preproc");
        assertThat(only.images()).containsOnlyKeys(Modality.T1, Modality.QSM);
        assertThat(only.masks()).containsOnlyKeys(LabelScheme.QSM);
        assertThat(cohort.overlooked()).isEmpty();
        assertThat(cohort.remarks()).isEmpty();
        assertThat(ids(Cohort.open(top, List.of("1")))).containsExactly("sub-1_ses-1", "sub-1_ses-2");
    }

    @Test
    void tellsOfASubjectWithFilesInSessionsAndOutside() throws IOException {
        TestFiles.touch(
                top,
                "sub-1/ses-1/anat/sub-1_ses-1_T1w.nii.gz",
                "sub-1/ses-2/anat/sub-1_ses-2_T1w.nii.gz",
                "derivatives/qsm/sub-1/anat/sub-1_Chimap.nii.gz");

        Cohort cohort = Cohort.open(top);

        assertThat(ids(cohort)).containsExactly("sub-1", "sub-1_ses-1", "sub-1_ses-2");
        assertThat(cohort.cases()).extracting(CaseFolder::subject).containsOnly("sub-1");
        assertThat(cohort.remarks()).singleElement().satisfies(line -> assertThat(line)
                .contains("holds files of sub-1 in sessions and outside of them"));
    }

    @Test
    void takesTheFirstPipelineByName() throws IOException {
        TestFiles.touch(
                top,
                "sub-1/anat/sub-1_T1w.nii.gz",
                "derivatives/romeo/sub-1/anat/sub-1_Chimap.nii.gz",
                "derivatives/medi/sub-1/anat/sub-1_Chimap.nii.gz");

        CaseFolder only = Cohort.open(top).cases().get(0);

        assertThat(only.image(Modality.QSM).orElseThrow().name()).contains("medi");
    }

    @Test
    void takesTheSecondRunBeforeTheTenth() throws IOException {
        TestFiles.touch(top, "sub-1/anat/sub-1_run-10_T1w.nii.gz", "sub-1/anat/sub-1_run-2_T1w.nii.gz");

        CaseFolder only = Cohort.open(top).cases().get(0);

        assertThat(only.image(Modality.T1).orElseThrow().name()).contains("run-2");
    }

    @Test
    void findsRawDataBesideDerivatives() throws IOException {
        TestFiles.touch(
                top,
                "rawdata/sub-1/anat/sub-1_T1w.nii.gz",
                "rawdata/sub-2/anat/sub-2_T1w.nii.gz",
                "derivatives/manual/sub-1/anat/sub-1_desc-QSM_dseg.nii.gz");
        TestFiles.write(top, "rawdata/participants.tsv", "participant_id\tlabel\nsub-1\t1\n");

        Cohort cohort = Cohort.open(top);

        assertThat(ids(cohort)).containsExactly("sub-1", "sub-2");
        assertThat(cohort.cases().get(0).images()).containsOnlyKeys(Modality.T1);
        assertThat(cohort.cases().get(0).masks()).containsOnlyKeys(LabelScheme.QSM);
        assertThat(cohort.labels()).isPresent();
    }

    @Test
    void refusesToWaitForAPipe() throws IOException, InterruptedException {
        Files.createDirectory(top.resolve("x"));
        Path pipe = top.resolve("x/T1.nii.gz");
        boolean made;
        try {
            made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            made = false;
        }
        Assumptions.assumeTrue(made, "no named pipes on this system");

        ByteSource image = Cohort.open(top).cases().get(0).image(Modality.T1).orElseThrow();

        assertThatThrownBy(image::open)
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("T1.nii.gz: is a pipe")
                .hasMessageContaining("ordinary file");
        assertThatThrownBy(() -> Cohort.open(pipe)).hasMessageContaining("is a pipe");
    }

    @Test
    void readsOnePatientUnderOneIdFromEverySystem() throws IOException {
        TestFiles.touch(top, "Mu\u0308ller/T1.nii.gz");

        assertThat(Cohort.open(top).find("M\u00fcller")).isPresent();

        TestFiles.touch(top, "M\u00fcller/T1.nii.gz");
        assertThatThrownBy(() -> Cohort.open(top))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("looks the same as another name");
    }

    @Test
    void passesOverWhatSystemsLeaveBehind() throws IOException {
        TestFiles.touch(
                top,
                "a/T1.nii.gz",
                "@eaDir/b/T1.nii.gz",
                "lost+found/T1.nii.gz",
                "$RECYCLE.BIN/T1.nii.gz",
                ".c/T1.nii");

        assertThat(ids(Cohort.open(top))).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "team/", "./", "./team/"})
    void readsASubmissionStraightFromItsArchive(String prefix) throws IOException {
        Path zip = TestFiles.zip(
                top.resolve("team.zip"),
                prefix + "outputs/",
                prefix + "outputs/RJPD_1/QSM_pred.nii.gz",
                prefix + "outputs/RJPD_1/NM_pred.nii.gz",
                "__MACOSX/outputs/RJPD_9/NM_pred.nii.gz",
                prefix + "outputs/RJPD_1/._NM_pred.nii.gz",
                prefix + "label_predict.csv",
                prefix + "method.pdf");

        Cohort cohort = Cohort.open(zip);

        assertThat(ids(cohort)).containsExactly("RJPD_1");
        ByteSource file = cohort.cases().get(0).prediction(LabelScheme.NM).orElseThrow();
        assertThat(file.name()).contains("team.zip!").endsWith("NM_pred.nii.gz");
        try (InputStream in = file.open()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("content of " + prefix + "outputs/RJPD_1/NM_pred.nii.gz");
        }
        assertThatThrownBy(cohort::predictedLabels)
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("label_predict.csv");
    }

    @Test
    void asksWhichOfSeveralCohortsIsMeant() throws IOException {
        TestFiles.touch(top, "train/a/T1.nii.gz", "test/inputs/b/T1.nii.gz");

        assertThatThrownBy(() -> Cohort.open(top))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining(top + "/test")
                .hasMessageContaining(top + "/train");
    }

    @Test
    void saysWhatWasExpectedWhereThereIsNoCase() throws IOException {
        TestFiles.touch(top, "pictures/cat.jpg");

        assertThatThrownBy(() -> Cohort.open(top))
                .isInstanceOf(CohortException.class)
                .hasMessageStartingWith(top + ": no case found; expected one folder per case with T1, QSM");
        assertThatThrownBy(() -> Cohort.open(top.resolve("nowhere")))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("no such file or folder");
        assertThatThrownBy(() -> Cohort.open(top.resolve("pictures/cat.jpg")))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("a folder or a zip archive");
    }

    @Test
    void acceptsTablesWithoutCases() throws IOException {
        TestFiles.write(top, "label_predict.csv", "patient_id,prediction\na,1\n");

        Cohort cohort = Cohort.open(top);

        assertThat(cohort.cases()).isEmpty();
        assertThat(cohort.predictedLabels().orElseThrow().rows()).containsOnlyKeys("a");
        assertThat(cohort.labels()).isEmpty();
    }

    @Test
    void followsLinksAndListsBrokenOnesAsFiles() throws IOException {
        TestFiles.touch(top, "elsewhere/T1.nii.gz");
        Path cohort = Files.createDirectory(top.resolve("cohort"));
        Files.createSymbolicLink(cohort.resolve("linked"), top.resolve("elsewhere"));
        Files.createSymbolicLink(cohort.resolve("loop"), cohort);
        Files.createDirectory(cohort.resolve("broken"));
        Files.createSymbolicLink(cohort.resolve("broken/T1.nii.gz"), top.resolve("gone.nii.gz"));

        assertThat(ids(Cohort.open(cohort))).containsExactly("broken", "linked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "PD", "1 0"})
    void refusesAPredictedDiagnosisThatIsNoDigit(String text) throws IOException {
        TestFiles.write(top, "x/PD_pred.txt", text);
        CaseFolder x = Cohort.open(top).cases().get(0);

        assertThatThrownBy(x::predictedDiagnosis)
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("PD_pred.txt")
                .hasMessageContaining("0 (healthy) or 1");
    }

    @Test
    void saysWhyAPredictedDiagnosisCannotBeRead() throws IOException {
        TestFiles.touch(top, "x/T1.nii.gz");
        Path file = Files.createSymbolicLink(top.resolve("x/PD_pred.txt"), top.resolve("gone.txt"));
        CaseFolder x = Cohort.open(top).cases().get(0);

        assertThatThrownBy(x::predictedDiagnosis)
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be read: no such file or folder");
    }

    @Test
    void keepsTheTablesWhenRestrictedToSomeCases() throws IOException {
        TestFiles.touch(top, "a/T1.nii.gz", "b/T1.nii.gz", "c/T1.nii.gz");
        TestFiles.write(top, "labels.csv", "patient_id,label\na,1\nb,0\nc,0\n");

        Cohort some = Cohort.open(top).restrictedTo(List.of("c", "a", "unheard of"));

        assertThat(ids(some)).containsExactly("a", "c");
        assertThat(some.labels()).isPresent();
    }

    @Test
    void refusesTwoCasesOfOneId() throws IOException {
        TestFiles.touch(top, "a/T1.nii.gz");
        CaseFolder a = Cohort.open(top).cases().get(0);

        assertThatThrownBy(() -> Cohort.of("test", List.of(a, a))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void opensTheOfficialScriptsFolders() throws IOException {
        Path oracle = SharedData.file("official-score-oracle");
        Assumptions.assumeTrue(Files.isDirectory(oracle), "no shared data at " + oracle);

        Cohort prediction = Cohort.open(oracle.resolve("prediction"));

        assertThat(ids(prediction)).contains("RJPD_005", "RJPD_999").hasSize(8);
        assertThat(prediction.find("RJPD_902").orElseThrow().predictions()).containsOnlyKeys(LabelScheme.NM);
        assertThat(Cohort.open(oracle.resolve("truth")).cases())
                .allSatisfy(c -> assertThat(c.masks()).isNotEmpty());
    }

    private static List<String> overlooked(Cohort cohort) {
        return cohort.overlooked().stream().map(Overlooked::message).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qsm.nii.gz",
                "QSM.NII.GZ",
                "P2_QSM.nii.gz",
                "QSM (1).nii.gz",
                "QSM copy.nii.gz",
                "QSM.nii.gz/QSM.nii",
                "QSM.nii.gz.download",
                "QSM.hdr",
                "QSM",
                "anat/QSM.nii.gz"
            })
    void namesThePatientOfWhomNothingWasRecognized(String file) throws IOException {
        TestFiles.touch(top, "P1/QSM.nii.gz", "P2/" + file);

        Cohort cohort = Cohort.open(top);

        assertThat(ids(cohort)).containsExactly("P1");
        assertThat(overlooked(cohort))
                .containsExactly("P2: nothing was recognized of this patient; " + top.resolve("P2/" + file)
                        + " came closest, expected QSM.nii.gz");
    }

    @Test
    void namesAMisnamedFileOfAKnownPatient() throws IOException {
        TestFiles.touch(
                top, "P1/QSM.nii.gz", "P2/QSM.nii.gz", "P2/qsm_Mask.nii.gz", "P2/QSM (1).nii.gz", "P2/swi.nii.gz");

        assertThat(overlooked(Cohort.open(top)))
                .containsExactly("P2: " + top.resolve("P2/qsm_Mask.nii.gz")
                        + " was not read because of its name or place, expected QSM_mask.nii.gz");
    }

    /** Regression: a misnamed result of a case without a QSM was passed over in silence. */
    @Test
    void namesMisnamedNucleiOnOtherImages() throws IOException {
        TestFiles.touch(
                top,
                "P1/T1_pred.nii.gz",
                "P1/T1_pred (1).nii.gz",
                "P1/nm_nuclei_pred.nii.gz",
                "P2_T1_pred.nii.gz",
                "P3_NM_nuclei_pred.nii.gz");

        Cohort cohort = Cohort.open(top);

        assertThat(cohort.holdsPredictions()).isTrue();
        assertThat(cohort.overlooked())
                .extracting(Overlooked::meant)
                .containsExactly(
                        Optional.of("NM_nuclei_pred.nii.gz"),
                        Optional.of("T1_pred.nii.gz"),
                        Optional.of("NM_nuclei_pred.nii.gz"));
        assertThat(overlooked(cohort)).element(0).asString().endsWith("expected NM_nuclei_pred.nii.gz");
    }

    @Test
    void namesImagesOfUnknownKindAndImagesBesideTheFolders() throws IOException {
        TestFiles.touch(top, "P1/QSM.nii.gz", "P2/scan007.nii.gz", "P3_T1.nii.gz");

        assertThat(overlooked(Cohort.open(top)))
                .hasSize(2)
                .anySatisfy(message -> assertThat(message)
                        .startsWith("P2: nothing was recognized")
                        .contains("scan007.nii.gz came closest, expected T1, QSM, NM"))
                .anySatisfy(message -> assertThat(message)
                        .startsWith("P3: nothing")
                        .endsWith("P3_T1.nii.gz came closest, expected T1.nii.gz"));
    }

    @Test
    void passesOverFoldersThatAreNobodysOwn() throws IOException {
        TestFiles.touch(
                top,
                "P1/QSM.nii.gz",
                "P1/notes.txt",
                "results/P1/QSM_pred.nii.gz",
                "code/run.sh",
                "README",
                "plots/a.png");

        assertThat(overlooked(Cohort.open(top))).isEmpty();
    }

    @Test
    void namesMisnamedSubjectsAndSessionsOfBids() throws IOException {
        TestFiles.touch(
                top,
                "sub-1/ses-1/anat/sub-1_ses-1_T1w.nii.gz",
                "sub-1/ses-1/func/sub-1_ses-1_bold.nii.gz",
                "sub-1/ses-2/anat/sub-1_ses-2_T1W.nii.gz",
                "sub-1/ses-3/func/sub-1_ses-3_bold.nii.gz",
                "SUB-2/anat/SUB-2_T1w.nii.gz",
                "derivatives/fmriprep/sub-1/ses-1/anat/sub-1_ses-1_space-MNI_T1w.nii.gz");

        assertThat(Cohort.open(top).overlooked())
                .extracting(Overlooked::caseId)
                .containsExactly("SUB-2", "sub-1_ses-2");
    }

    @Test
    void saysWhichFileCameClosestWhereThereIsNoCase() throws IOException {
        TestFiles.touch(top, "P1/qsm.nii.gz");

        assertThatThrownBy(() -> Cohort.open(top))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("no case found; " + top.resolve("P1/qsm.nii.gz")
                        + " came closest; it should be named QSM.nii.gz");
    }

    @Test
    void tellsOfFoldersOfPatientsThatAreEmpty() throws IOException {
        TestFiles.touch(top, "inputs/a/QSM.nii.gz");
        Files.createDirectories(top.resolve("inputs/b"));
        Files.createDirectories(top.resolve("outputs"));

        Cohort cohort = Cohort.open(top);

        assertThat(cohort.cases()).extracting(CaseFolder::id).containsExactly("a");
        assertThat(cohort.remarks()).singleElement().satisfies(line -> assertThat(line)
                .contains("inputs/b: is empty"));
        Path zip = TestFiles.zip(top.resolve("team.zip"), "a/", "a/QSM_pred.nii.gz", "b/");
        assertThat(Cohort.open(zip).remarks()).singleElement().satisfies(line -> assertThat(line)
                .contains("b: is empty"));
    }

    @Test
    void whoMustAnswerForEveryFolderGetsCasesWithoutFiles() throws IOException {
        TestFiles.touch(top, "a/QSM.nii.gz");
        TestFiles.touch(top, "b/qsm.nii.gz");
        Files.createDirectories(top.resolve("c"));

        Cohort every = Cohort.open(top).withUnrecognized();

        assertThat(every.cases()).extracting(CaseFolder::id).containsExactly("a", "b", "c");
        assertThat(every.cases().get(1).images()).isEmpty();
        assertThat(Cohort.open(top, List.of("a")).withUnrecognized().cases())
                .extracting(CaseFolder::id)
                .containsExactly("a");
    }

    @Test
    void tellsOfIdsThatDifferInCaseAlone() throws IOException {
        Path zip = TestFiles.zip(
                top.resolve("team.zip"), "RJPD_005/QSM_pred.nii.gz", "rjpd_005/QSM_pred.nii.gz", "x/QSM_pred.nii.gz");

        Cohort cohort = Cohort.open(zip);

        assertThat(cohort.cases()).hasSize(3);
        assertThat(cohort.remarks()).singleElement().satisfies(line -> assertThat(line)
                .contains("team.zip: holds RJPD_005 and rjpd_005"));
    }

    @Test
    void saysWhichOfTwoTablesOfSubjectsIsNotRead() throws IOException {
        TestFiles.touch(top, "a/QSM.nii.gz");
        TestFiles.write(top, "labels.csv", "patient_id,label\na,1\n");
        TestFiles.write(top, "participants.tsv", "participant_id\tlabel\na\t0\n");

        assertThat(Cohort.open(top).unreadLabels()).singleElement().satisfies(line -> assertThat(line)
                .contains("participants.tsv: is not read, for there is", "labels.csv; keep one"));
    }

    @Test
    void aCaseInAnArchiveHasTheArchivesNameWithoutItsEnding() throws IOException {
        Path zip = TestFiles.zip(top.resolve("SYN_0001.zip"), "QSM.nii.gz", "QSM_mask.nii.gz");

        assertThat(Cohort.open(zip).cases()).map(CaseFolder::id).containsExactly("SYN_0001");
    }

    @Test
    void findsAgeAndSexOfASingleCaseBesideItsFolder() throws IOException {
        TestFiles.touch(top, "cohort/inputs/a/QSM.nii.gz");
        TestFiles.write(top, "cohort/labels.csv", "patient_id,label,age\na,1,71\n");

        Cohort one = Cohort.open(top.resolve("cohort/inputs/a"));

        assertThat(one.subjects()
                        .orElseThrow()
                        .find(one.cases().get(0))
                        .orElseThrow()
                        .age())
                .hasValue(71);
        assertThat(one.labels()).isEmpty();
    }

    /** As BIDS Apps are called: labels come with or without their prefix. */
    @Test
    void opensTheSubjectsThatAreNamed() throws IOException {
        TestFiles.touch(top, "sub-01/anat/sub-01_T1w.nii.gz", "sub-02/anat/sub-02_T1w.nii.gz");
        TestFiles.touch(top, "sub-03/ses-1/anat/sub-03_ses-1_T1w.nii.gz", "sub-03/ses-2/anat/sub-03_ses-2_T1w.nii.gz");
        TestFiles.touch(top, "sub-0/anat/sub-0_T1w.nii.gz");

        assertThat(ids(Cohort.open(top, List.of("02")))).containsExactly("sub-02");
        assertThat(ids(Cohort.open(top, List.of("sub-01", "03"))))
                .containsExactly("sub-01", "sub-03_ses-1", "sub-03_ses-2");
        assertThat(ids(Cohort.open(top, List.of("sub-03_ses-2")))).containsExactly("sub-03_ses-2");
        assertThatThrownBy(() -> Cohort.open(top, List.of("02", "2")))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("has no case of participant 2");
    }

    /** Listing all of a large data set, in every job, takes longer than the work. */
    @Test
    void doesNotListTheSubjectsThatAreNotNamed() throws IOException {
        TestFiles.touch(top, "sub-01/anat/sub-01_T1w.nii.gz");
        TestFiles.touch(top, "sub-02/anat/a_desc-QSM_dseg.nii.gz", "sub-02/anat/b_desc-QSM_dseg.nii.gz");

        assertThatThrownBy(() -> Cohort.open(top)).hasMessageContaining("keep one of them");
        assertThat(ids(Cohort.open(top, List.of("01")))).containsExactly("sub-01");
    }

    @Test
    void opensNamedCasesOfOtherLayouts() throws IOException {
        TestFiles.touch(top, "a/T1.nii.gz", "b/T1.nii.gz");

        assertThat(ids(Cohort.open(top, List.of("b")))).containsExactly("b");
    }
}
