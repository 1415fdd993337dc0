package org.substantia.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;

class LabelTableTest {
    @TempDir
    Path top;

    private LabelTable labels(String text) throws IOException {
        return LabelTable.readLabels(TestFiles.write(top, "labels.csv", text));
    }

    private LabelTable predictions(String text) throws IOException {
        return LabelTable.readPredictions(TestFiles.write(top, "label_predict.csv", text));
    }

    @Test
    void readsLabelsAgeAndSex() throws IOException {
        LabelTable table = labels("patient_id,label,age,sex\nb,0,,F\na,1,61.5,male\n");

        assertThat(table.rows()).containsOnlyKeys("a", "b");
        LabelTable.Row a = table.rows().get("a");
        assertThat(a.diagnosis()).contains(Diagnosis.PARKINSON);
        assertThat(a.age()).hasValue(61.5);
        assertThat(a.sex()).contains(Sex.MALE);
        assertThat(a.probability()).isEmpty();
        assertThat(a.line()).isEqualTo(3);
        LabelTable.Row b = table.rows().get("b");
        assertThat(b.diagnosis()).contains(Diagnosis.HEALTHY);
        assertThat(b.age()).isEmpty();
        assertThat(b.sex()).contains(Sex.FEMALE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFpatient_id,prediction\r\na,1\r\nb,0\r\n",
                "\"patient_id\",\"prediction\"\n\"a\",\"1\"\n\"b\",\"0\"",
                " Patient_ID , Prediction \n a , 1 \n\n b , 0 \n",
                "patient_id;prediction\na;1.0\nb;0.0\n",
                "prediction\tpatient_id\n1\ta\n0\tb\n",
                "index,patient_id,label,note\n0,a,1,\"x, y\"\n1,b,0,\n",
                "\"Age, years\";patient_id;label\n60;a;1\n61;b;0\n",
                "\"said \"\"a, b\"\"\";patient_id;label\n60;a;1\n61;b;0\n",
                "sep=;\npatient_id;label;Age, years\na;1;60\nb;0;61\n",
                "SEP=|\npatient_id|label\na|1\nb|0\n",
                "sep=\t\r\npatient_id\tlabel\r\na\t1\r\nb\t0\r\n",
                "sep=\npatient_id,label\na,1\nb,0\n"
            })
    void acceptsTheWaysTablesAreWritten(String text) throws IOException {
        LabelTable table = predictions(text);

        assertThat(table.rows()).containsOnlyKeys("a", "b");
        assertThat(table.rows().get("a").diagnosis()).contains(Diagnosis.PARKINSON);
        assertThat(table.rows().get("b").diagnosis()).contains(Diagnosis.HEALTHY);
    }

    @Test
    void readsProbabilities() throws IOException {
        LabelTable table = predictions("patient_id,prediction,probability\na,1,0.75\nb,0,1e-3\n");

        assertThat(table.rows().get("a").probability()).hasValue(0.75);
        assertThat(table.rows().get("b").probability()).hasValue(0.001);
    }

    @Test
    void takesParticipantsWithoutLabels() throws IOException {
        LabelTable table = labels("participant_id\tage\tsex\nsub-01\t70\tM\nsub-02\tn/a\tn/a\n");

        assertThat(table.rows().get("sub-01").diagnosis()).isEmpty();
        assertThat(table.rows().get("sub-02").age()).isEmpty();
        assertThat(table.rows().get("sub-02").sex()).isEmpty();
    }

    /** Everybody counted as predicted wrong. */
    @Test
    void refusesPredictionsWithoutAColumnOfLabels() throws IOException {
        assertThatThrownBy(() -> predictions("participant_id,diagnosis\nsub-01,1\n"))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("line 1: there is no column prediction");
        assertThat(predictions("participant_id,prediction\nsub-01,1\n")
                        .find("sub-01")
                        .orElseThrow()
                        .diagnosis())
                .contains(Diagnosis.PARKINSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patient_id,age~a,1| line 1: there is no column label",
                "id,label~a,1| line 1: there is no column patient_id",
                "patient_id,label,label~a,1,0| line 1: two columns are named label",
                "patient_id,label~a,1~b,\"1| below line 2 a quotation mark is not closed",
                "patient_id,label~a,\"1\"x| a quotation mark is not closed, or stands in the middle of a cell",
            })
    void refusesWhatIsNoTableOfLabels(String text, String message) {
        assertThatThrownBy(() -> labels(text.replace('~', '\n')))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("labels.csv:")
                .hasMessageContaining(message)
                .hasMessageNotContaining("Exception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patient_id,label~b,0~a,2| line 3: the label of a is \"2\"; it must be 0",
                "patient_id,label~b,0~a,PD| line 3: the label of a is \"PD\"",
                "patient_id,label~b,0~a| line 3: the row of a ends before its label",
                "patient_id,label~a,1~b,0~~a,0| line 5: patient a is already in line 2; each patient has one row",
                "patient_id,label~b,0~,1| line 3: there is no patient id",
                "patient_id,label,age~b,0,~a,1,old| line 3: the age of a is \"old\" and is left out",
                "patient_id,label,age~b,0,~a,1,131| it must be a number of years from 0 to 130",
                "patient_id,label,sex~b,0,~a,1,1| line 3: the sex of a is \"1\" and is left out; it must be F, M or O",
                "patient_id,label~b,0~site 1, a,1| line 3: the row of site 1 has more cells than the table has columns",
            })
    void aBadCellIsTheFaultOfItsPatientAlone(String text, String message) throws IOException {
        LabelTable table = labels(text.replace('~', '\n'));

        assertThat(table.faults()).singleElement().satisfies(fault -> assertThat(fault.message())
                .contains("labels.csv: ", message));
        assertThat(table.find("b").orElseThrow().diagnosis()).contains(Diagnosis.HEALTHY);
    }

    @Test
    void leavesOutWhatTwoRowsOfAPatientDisagreeOn() throws IOException {
        LabelTable table = labels("patient_id,label,age\na,1,60\na,0,60\nb,1,70\nb,1,\n");

        assertThat(table.find("a").orElseThrow().diagnosis()).isEmpty();
        assertThat(table.find("a").orElseThrow().age()).hasValue(60);
        assertThat(table.find("b").orElseThrow().diagnosis()).contains(Diagnosis.PARKINSON);
        assertThat(table.find("b").orElseThrow().age()).hasValue(70);
        assertThat(table.faults()).hasSize(2);
        assertThat(table.faults().get(0).message()).endsWith("these differ in label, which is left out");
    }

    /** A third row once filled in again what the first two had left open. */
    @Test
    void noLaterRowSettlesWhatTwoDisagreeOn() throws IOException {
        LabelTable.Row a = labels("patient_id,label,age,sex\na,1,60,F\na,0,62,M\na,0,64,M\na,,,\n")
                .find("a")
                .orElseThrow();
        LabelTable predicted = predictions("patient_id,prediction,probability\na,1,0.9\na,1,0.8\na,1,0.8\n");

        assertThat(a.diagnosis()).isEmpty();
        assertThat(a.age()).isEmpty();
        assertThat(a.sex()).isEmpty();
        assertThat(predicted.find("a").orElseThrow().diagnosis()).contains(Diagnosis.PARKINSON);
        assertThat(predicted.find("a").orElseThrow().probability()).isEmpty();
        assertThat(predicted.faults()).hasSize(2).allSatisfy(fault -> assertThat(fault.message())
                .endsWith("these differ in probability, which is left out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n/a", "N/A", "NA", "NaN", "nan", "NULL", "None"})
    void takesTheWordsForMissing(String word) throws IOException {
        LabelTable table = labels("patient_id,label,age,sex\na," + word + "," + word + "," + word + "\n");

        LabelTable.Row a = table.find("a").orElseThrow();
        assertThat(a.diagnosis()).isEmpty();
        assertThat(a.age()).isEmpty();
        assertThat(a.sex()).isEmpty();
        assertThat(table.faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "64.5, 64.5",
        "064Y, 64",
        "018M, 1.5",
        "64 years, 64",
        "64 y.o., 64",
        "64yrs, 64",
        "6e1, 60",
    })
    void readsAgesWhoseMeaningIsPlain(String text, double years) throws IOException {
        LabelTable table = labels("patient_id,label,age\na,1," + text + "\n");

        assertThat(table.find("a").orElseThrow().age()).hasValue(years);
        assertThat(table.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"89+", "> 89", ">=89"})
    void saysWhatItTakesACappedAgeFor(String text) throws IOException {
        LabelTable table = labels("patient_id,label,age\na,1," + text + "\n");

        assertThat(table.find("a").orElseThrow().age()).hasValue(89);
        assertThat(table.faults()).singleElement().satisfies(fault -> assertThat(fault.message())
                .endsWith("is \"" + text + "\" and is taken as 89"));
    }

    @ParameterizedTest
    @CsvSource({"woman, FEMALE", "Female, FEMALE", "MAN, MALE", "O, OTHER"})
    void readsWordsForSex(String text, Sex sex) throws IOException {
        assertThat(labels("patient_id,label,sex\na,1," + text + "\n")
                        .find("a")
                        .orElseThrow()
                        .sex())
                .contains(sex);
    }

    @Test
    void acceptsDecimalCommasWhereTheyCannotSeparateCells() throws IOException {
        LabelTable table = predictions("sep=;\r\npatient_id;prediction;probability;;\r\na;1;0,75;;\r\n;;;;\r\n");

        assertThat(table.find("a").orElseThrow().probability()).hasValue(0.75);
        assertThat(table.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"001\u00a0", "\u200b001", "\ufeff001", "001\u00ad", "\u2007001\u202f"})
    void ignoresInvisibleCharactersOfIds(String id) throws IOException {
        assertThat(labels("patient_id,label\n" + id + ",1\n").find("001")).isPresent();
        assertThat(labels("patient_id,label\n001,1\n").find(id)).isPresent();
    }

    @Test
    void findsAnIdWhoseAccentsAreWrittenOtherwise() throws IOException {
        assertThat(labels("patient_id,label\nMu\u0308ller 7,1\n").find("M\u00fcller\u00a07"))
                .isPresent();
    }

    @Test
    void readsSubjectsWithoutLabels() throws IOException {
        Path file = TestFiles.write(top, "labels.csv", "patient_id,age\na,70\n");

        assertThat(LabelTable.readSubjects(ByteSource.of(file))
                        .find("a")
                        .orElseThrow()
                        .age())
                .hasValue(70);
    }

    @Test
    void warnsOfWhatConcernsTheCasesAlone() throws IOException {
        TestFiles.touch(top, "001/T1.nii.gz", "b/T1.nii.gz");
        List<CaseFolder> cases = Cohort.open(top).cases();
        LabelTable table = labels("patient_id,label,age,sex\n1,PD,x,F\nb,PD,y,F\nc,1,z,F\n");

        assertThat(table.warnings(cases, EnumSet.of(TableColumn.AGE)))
                .satisfiesExactly(
                        line -> assertThat(line).contains("line 3: the age of b is \"y\""),
                        line -> assertThat(line).endsWith("has no row for 001; \"1\" may be \"001\""));
    }

    @Test
    void putsManyFaultsOfOneKindIntoOneLine() throws IOException {
        StringBuilder text = new StringBuilder("patient_id,label\n");
        for (int i = 1; i <= 8; i++) {
            text.append("p").append(i).append(",PD\n");
        }

        List<String> lines = labels(text.toString()).faultsOf(List.of(), EnumSet.of(TableColumn.LABEL));

        assertThat(lines).hasSize(6);
        assertThat(lines.get(5)).endsWith("likewise the label of p6, p7, p8");
    }

    @Test
    void namesTheLineAtFaultWithWindowsLineEnds() throws IOException {
        assertThat(labels("patient_id,label\r\na,1\r\nb,7\r\n").faults().get(0).line())
                .isEqualTo(3);
    }

    @Test
    void leavesOutProbabilitiesOutsideTheirRange() throws IOException {
        LabelTable table = predictions("patient_id,prediction,probability\na,1,75\n");

        assertThat(table.find("a").orElseThrow().probability()).isEmpty();
        assertThat(table.faults().get(0).message())
                .contains("line 2: the probability of a is \"75\"; it must be a number from 0 to 1");
    }

    @Test
    void refusesEmptyFilesAndOtherEncodings() throws IOException {
        assertThatThrownBy(() -> labels("")).hasMessageContaining("is empty");
        Path utf16 = Files.write(top.resolve("u.csv"), "patient_id,label\n".getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> LabelTable.readLabels(utf16))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("is not UTF-8 text but UTF-16 or binary; save it as \"CSV UTF-8\"");
        byte[] workbook = {'P', 'K', 3, 4, 20, 0};
        assertThatThrownBy(() -> LabelTable.readLabels(Files.write(top.resolve("w.csv"), workbook)))
                .hasMessageContaining("is a spreadsheet's own format");
        assertThatThrownBy(() -> LabelTable.readLabels(Files.write(
                        top.resolve("l.csv"), "patient_id,label\nM\u00fc,1\n".getBytes(StandardCharsets.ISO_8859_1))))
                .hasMessageContaining("is not UTF-8 text;");
        assertThatThrownBy(() -> LabelTable.readLabels(top.resolve("gone.csv")))
                .isInstanceOf(CohortException.class)
                .hasMessage(top.resolve("gone.csv") + ": cannot be read: no such file or folder");
    }

    @Test
    void tellsRowsWithoutACase() throws IOException {
        TestFiles.touch(top, "a/T1.nii.gz", "b/T1.nii.gz");
        List<CaseFolder> cases = Cohort.open(top).cases();
        LabelTable table = labels("patient_id,label\na,1\nzz,0\nb,0\n");

        assertThat(table.unknownTo(cases)).map(LabelTable.Row::patientId).containsExactly("zz");
    }
}
