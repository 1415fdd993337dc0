package org.substantia.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
                "index,patient_id,label,note\n0,a,1,\"x, y\"\n1,b,0,\n"
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patient_id,label~a,2| line 2: the label is \"2\"",
                "patient_id,label~a,1~b,PD| line 3: the label is \"PD\"",
                "patient_id,label~a,1~b,| line 3: the label is \"\"",
                "patient_id,label~a,1~b| line 3: the row ends before its label",
                "patient_id,label~a,1~~a,0| line 4: patient a is already in line 2",
                "patient_id,label~,1| line 2: there is no patient id",
                "patient_id,age~a,1| line 1: there is no column label",
                "id,label~a,1| line 1: there is no column patient_id",
                "patient_id,label,label~a,1,0| line 1: two columns are named label",
                "patient_id,label,age~a,1,old| line 2: the age is \"old\"; it must be a number from 0 to 130",
                "patient_id,label,age~a,1,NaN| line 2: the age is \"NaN\"",
                "patient_id,label,sex~a,1,x| line 2: the sex is \"x\"; it must be F, M or O",
                "patient_id,label~a,\"1| is not a well-formed table",
            })
    void namesTheLineAtFault(String text, String message) {
        assertThatThrownBy(() -> labels(text.replace('~', '\n')))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("labels.csv:")
                .hasMessageContaining(message);
    }

    @Test
    void namesTheLineAtFaultWithWindowsLineEnds() {
        assertThatThrownBy(() -> labels("patient_id,label\r\na,1\r\nb,7\r\n")).hasMessageContaining("line 3:");
    }

    @Test
    void refusesProbabilitiesOutsideTheirRange() {
        assertThatThrownBy(() -> predictions("patient_id,prediction,probability\na,1,75\n"))
                .hasMessageContaining("line 2: the probability is \"75\"; it must be a number from 0 to 1");
    }

    @Test
    void refusesEmptyFilesAndOtherEncodings() throws IOException {
        assertThatThrownBy(() -> labels("")).hasMessageContaining("is empty");
        Path utf16 = Files.write(top.resolve("u.csv"), "patient_id,label\n".getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> LabelTable.readLabels(utf16))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("not UTF-8 text");
        assertThatThrownBy(() -> LabelTable.readLabels(top.resolve("gone.csv")))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void tellsRowsWithoutACase() throws IOException {
        TestFiles.touch(top, "a/T1.nii.gz", "b/T1.nii.gz");
        List<CaseFolder> cases = Cohort.open(top).cases();
        LabelTable table = labels("patient_id,label\na,1\nzz,0\nb,0\n");

        assertThat(table.unknownTo(cases)).map(LabelTable.Row::patientId).containsExactly("zz");
        assertThatThrownBy(() -> table.requireKnownTo(cases))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("line 3: there is no case zz");
    }
}
