package org.substantia.scoring.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.cohort.Cohort;

class DiagnosisEvaluationTest {
    private static final String LABELS = "truth/labels.csv";
    private static final String TABLE = "team/outputs/label_predict.csv";

    @TempDir
    Path folder;

    @BeforeEach
    void threePatients() throws IOException {
        for (String id : new String[] {"001", "002", "003"}) {
            write("truth/" + id + "/NM_mask.nii.gz", "");
            write("team/outputs/" + id + "/NM_pred.nii.gz", "");
        }
        write(LABELS, "patient_id,label\n001,1\n002,0\n003,1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {TABLE, "team/label_predict.csv"})
    void findsTheTableAtTheTopAndBesideTheCases(String place) throws IOException {
        write(place, "patient_id,prediction,probability\n001,1,0.9\n002,0,0.1\n003,1,0.6\n");

        DiagnosisEvaluation diagnosis = evaluate().orElseThrow();

        assertThat(diagnosis.patients()).containsExactly("001", "002", "003");
        assertThat(diagnosis.predictions().orElseThrow().predicted()).containsExactly(1, 0, 1);
        assertThat(diagnosis.predictions().orElseThrow().hasProbabilities()).isTrue();
        assertThat(diagnosis.faults()).isEmpty();
        assertThat(diagnosis.notes()).isEmpty();
    }

    @Test
    void takesTheTableAtTheTopAndNamesTheOtherOne() throws IOException {
        write(TABLE, "patient_id,prediction\n001,0\n002,0\n003,0\n");
        write("team/label_predict.csv", "patient_id,prediction\n001,1\n002,1\n003,1\n");

        DiagnosisEvaluation diagnosis = evaluate().orElseThrow();

        assertThat(diagnosis.predictions().orElseThrow().predicted()).containsExactly(1, 1, 1);
        assertThat(diagnosis.notes()).singleElement().satisfies(note -> assertThat(note)
                .contains("outputs/label_predict.csv: is not read", "keep one"));
    }

    @Test
    void namesATableThatIsCalledOtherwise() throws IOException {
        write("team/outputs/labels_predict.csv", "patient_id,prediction\n001,1\n");

        DiagnosisEvaluation diagnosis = evaluate().orElseThrow();

        assertThat(diagnosis.predictions()).isEmpty();
        assertThat(diagnosis.notes())
                .satisfiesExactly(
                        note -> assertThat(note)
                                .endsWith("labels_predict.csv: is not read; the table must be called "
                                        + "label_predict.csv"),
                        note -> assertThat(note).startsWith("diagnoses are known, but the submission gives none"));
    }

    @Test
    void hintsAtIdsThatLostTheirZeros() throws IOException {
        write(TABLE, "patient_id,prediction\n1,1\n2,0\n3,1\nextra,0\n");

        DiagnosisEvaluation diagnosis = evaluate().orElseThrow();

        assertThat(diagnosis.unpredicted()).containsExactly("001", "002", "003");
        assertThat(diagnosis.notes()).singleElement().satisfies(note -> assertThat(note)
                .contains("rows that belong to no patient to be judged: 1, 2, 3, extra")
                .contains("\"1\" may be \"001\""));
    }

    @Test
    void hintsAtLabelsOfNoneOfTheCases() throws IOException {
        write(LABELS, "patient_id,label\n1,1\n2,0\n3,1\n");
        write(TABLE, "patient_id,prediction\n001,1\n002,0\n003,1\n");

        DiagnosisEvaluation diagnosis = evaluate().orElseThrow();

        assertThat(diagnosis.predictions()).isEmpty();
        assertThat(diagnosis.faults()).singleElement().satisfies(fault -> assertThat(fault)
                .contains("gives no diagnosis of 001, 002, 003", "\"1\" may be \"001\""));
    }

    @Test
    void judgesThePatientsOfTheReferenceAlone() throws IOException {
        write(LABELS, "patient_id,label\n001,1\n002,0\n003,1\n004,1\n005,0\n");
        write(TABLE, "patient_id,prediction\n001\u00a0,1\n\u200b002,0\n003,1\n");

        DiagnosisEvaluation diagnosis = evaluate().orElseThrow();

        assertThat(diagnosis.patients()).containsExactly("001", "002", "003");
        assertThat(diagnosis.unpredicted()).isEmpty();
        assertThat(diagnosis.notes()).singleElement().satisfies(note -> assertThat(note)
                .endsWith("no case of them: 004, 005"));
    }

    @Test
    void namesAMissingProbability() throws IOException {
        write(TABLE, "patient_id,prediction,probability\n001,1,\n002,0,0.1\n003,1,0.6\n");

        DiagnosisEvaluation diagnosis = evaluate().orElseThrow();

        assertThat(diagnosis.predictions().orElseThrow().hasProbabilities()).isFalse();
        assertThat(diagnosis.notes()).singleElement().satisfies(note -> assertThat(note)
                .contains("gives no probability of 001"));
    }

    @Test
    void aBadRowIsTheFaultOfItsPatientAlone() throws IOException {
        write(LABELS, "patient_id,label\n001,1\n002,0\n003,PD\n");
        write(TABLE, "patient_id,prediction\n001,yes\n002,0\n003,1\n");

        DiagnosisEvaluation diagnosis = evaluate().orElseThrow();

        assertThat(diagnosis.patients()).containsExactly("001", "002");
        assertThat(diagnosis.predictions().orElseThrow().predicted()).containsExactly(0, 0);
        assertThat(diagnosis.unpredicted()).containsExactly("001");
        assertThat(diagnosis.faults())
                .satisfiesExactly(
                        fault -> assertThat(fault).contains("the label of 003 is \"PD\""),
                        fault -> assertThat(fault).contains("the label of 001 is \"yes\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {LABELS, TABLE})
    void aTableThatIsNoneIsAFaultAndNotTheEnd(String table) throws IOException {
        write(TABLE, "patient_id,prediction\n001,1\n002,0\n003,1\n");
        write(table, "nothing,of,use\n");

        DiagnosisEvaluation diagnosis = evaluate().orElseThrow();

        assertThat(diagnosis.predictions()).isEmpty();
        assertThat(diagnosis.faults()).singleElement().satisfies(fault -> assertThat(fault)
                .contains("there is no column patient_id"));
    }

    @Test
    void hasNothingToSayWhereNoDiagnosisIsKnown() throws IOException {
        Files.delete(folder.resolve(LABELS));

        assertThat(evaluate()).isEmpty();
    }

    private Optional<DiagnosisEvaluation> evaluate() throws IOException {
        return DiagnosisEvaluation.of(
                Optional.empty(), Cohort.open(folder.resolve("truth")), Cohort.open(folder.resolve("team")));
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
