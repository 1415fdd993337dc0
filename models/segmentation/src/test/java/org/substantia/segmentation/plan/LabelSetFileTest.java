package org.substantia.segmentation.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSetFileTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("labels.json"), text.replace('\'', '"'));
    }

    private static String set(String name, String structures) {
        return "{'name': '" + name + "', 'structures': [" + structures + "]}";
    }

    /** Regression: files that contradict themselves were trained on. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'label': 1, 'mirror': 'B'}, {'name': 'B', 'label': 2, 'mirror': 'B'} | A is mirrored to B, but B to B
            'label': 1, 'mirror': 'B'} | A is mirrored to B, which label set QSM lacks
            'label': 1, 'mirror': 5} | the mirror of A must be the name of a structure, not 5
            'label': 1}, {'name': 'B', 'label': 1} | A and B have the same label, 1
            'label': 1}, {'name': 'A', 'label': 2} | label set QSM has two structures named A
            'label': 1, 'weight': 'heavy'} | the weight of A must be a number above 0, not 'heavy'
            'label': 1, 'weight': 0} | the weight of A must be a number above 0, not 0
            'label': 1, 'weight': -1} | the weight of A must be a number above 0, not -1
            'label': 1, 'weight': 1e99} | the weight of A must be a number above 0, not 1.0E99
            'label': 1, 'weight': null} | the weight of A must be a number above 0, not null
            'label': 256} | label 256 of A is not from 1 to 255
            """)
    void aContradictionGetsOneLineThatNamesTheStructure(String ofA, String message) throws IOException {
        Path file = file("[" + set("QSM", "{'name': 'A', " + ofA) + "]");

        assertThatThrownBy(() -> LabelSetFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": " + message.replace('\'', '"'));
    }

    @Test
    void labelSetsHaveNamesOfTheirOwnWhoseMasksAreRead() throws IOException {
        String one = "{'name': 'A', 'label': 1}";

        Path twice = file("[" + set("QSM", one) + ", " + set("QSM", one) + "]");
        assertThatThrownBy(() -> LabelSetFile.read(twice)).hasMessage(twice + ": two label sets are named QSM");

        Path unread = file("[" + set("T1", one) + "]");
        assertThatThrownBy(() -> LabelSetFile.read(unread))
                .hasMessageStartingWith(unread + ": label set T1 has no masks")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aClassIsAByte() throws IOException {
        assertThat(LabelSetFile.read(file("[" + set("NM", many(127)) + "]"))
                        .get(0)
                        .classes())
                .isEqualTo(128);
        Path file = file("[" + set("NM", many(128)) + "]");
        assertThatThrownBy(() -> LabelSetFile.read(file))
                .hasMessage(file + ": label set NM has 128 structures; at most 127 can be told apart");
    }

    private static String many(int structures) {
        return IntStream.rangeClosed(1, structures)
                .mapToObj(label -> "{'name': 'S" + label + "', 'label': " + label + "}")
                .collect(Collectors.joining(","));
    }
}
