package org.substantia.base.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTableTest {
    /** Regression: a case called {@code a,b} moved every later column of its row. */
    @Test
    void quotesWhatWouldBreakARow() {
        CsvTable table = new CsvTable("id", "value");
        table.row(List.of("a,b", 1)).row(List.of("say \"x\"", 2.5)).row(Arrays.asList("two\nlines", null));

        assertThat(table.text()).isEqualTo("id,value\n\"a,b\",1\n\"say \"\"x\"\"\",2.5\n\"two\nlines\",\n");
    }

    @Test
    void refusesARowOfAnotherLength() {
        CsvTable table = new CsvTable("id", "value");

        assertThatThrownBy(() -> table.row(List.of("a"))).hasMessageContaining("a row of 1 fields in a table of 2");
    }
}
