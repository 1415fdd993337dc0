package org.substantia.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.TableColumn;

class SubjectTableTest {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    @BeforeEach
    void onePatient() throws IOException {
        Files.createDirectories(folder.resolve("P1"));
        Files.createFile(folder.resolve("P1/QSM.nii.gz"));
    }

    /** Regression: each of these once kept predict from all patients. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient_id,age,sex\nP1,64,F\n",
                "patient_id,label,age,sex\nP1,,64,F\n",
                "patient_id,label,age,sex\nP1,PD,064Y,woman\n",
                "patient_id,label,age,sex\nP1,1,64,F\nP999,x,x,x\n",
            })
    void needsNoLabelsAndNobodyElsesRow(String text) throws IOException {
        SubjectTable subjects = read(text);

        Demographics known = Demographics.of(cohort().cases().get(0), subjects.table());
        assertThat(known.age()).hasValue(64);
        assertThat(known.sex()).isPresent();
        assertThat(subjects.failed()).isFalse();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void leavesOutAValueWithAWarning() throws IOException {
        SubjectTable subjects = read("patient_id,age,sex\nP1,old,F\n");

        Demographics known = Demographics.of(cohort().cases().get(0), subjects.table());
        assertThat(known.age()).isEmpty();
        assertThat(known.sex()).isPresent();
        assertThat(err.toString()).startsWith("substantia: warning: ").contains("the age of P1 is \"old\"");
    }

    @Test
    void leavesOutATableThatCannotBeRead() throws IOException {
        SubjectTable subjects = read("name,age\nP1,64\n");

        assertThat(subjects.table()).isEmpty();
        assertThat(subjects.failed()).isTrue();
        assertThat(err.toString()).contains("there is no column patient_id", "nothing of the table was used");
    }

    @Test
    void namesATableThatIsCalledOtherwise() throws IOException {
        Files.writeString(folder.resolve("Labels.csv"), "patient_id,age\nP1,64\n");

        SubjectTable subjects = SubjectTable.read(cohort(), EnumSet.of(TableColumn.AGE), new PrintWriter(err, true));

        assertThat(subjects.table()).isEmpty();
        assertThat(err.toString()).contains("Labels.csv: is not read; the table must be called labels.csv");
    }

    private SubjectTable read(String table) throws IOException {
        Files.writeString(folder.resolve("labels.csv"), table);
        return SubjectTable.read(cohort(), EnumSet.of(TableColumn.AGE, TableColumn.SEX), new PrintWriter(err, true));
    }

    private Cohort cohort() throws IOException {
        return Cohort.open(folder);
    }
}
