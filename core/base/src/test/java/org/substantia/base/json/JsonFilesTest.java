package org.substantia.base.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFilesTest {
    @TempDir
    private Path folder;

    enum Kind {
        NOT_FOUND,
        FOUND
    }

    enum Symbol implements Spelled {
        SN_R;

        @Override
        public String spelling() {
            return "SN_r";
        }
    }

    record Volumes(Map<Symbol, Integer> volumes, Symbol largest) {}

    record Content(
            Kind kind,
            Map<Kind, Integer> counts,
            double value,
            Optional<String> note,
            @JsonInclude(JsonInclude.Include.ALWAYS) OptionalDouble figure,
            List<Double> list) {}

    @Test
    void namesWhatIsNoFile() {
        assertThatThrownBy(() -> JsonFiles.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder + ": cannot be read: ");
    }

    @Test
    void aRecordIsItsFilesSchema() throws IOException {
        Content content = new Content(
                Kind.NOT_FOUND,
                Map.of(Kind.FOUND, 3),
                0.5,
                Optional.empty(),
                OptionalDouble.empty(),
                List.of(1.0, 2.0));
        Path file = folder.resolve("content.json");

        JsonFiles.write(file, content);

        assertThat(Files.readString(file)).isEqualTo("""
                {
                  "kind" : "notFound",
                  "counts" : {
                    "found" : 3
                  },
                  "value" : 0.5,
                  "figure" : null,
                  "list" : [ 1.0, 2.0 ]
                }
                """);
        assertThat(JsonFiles.read(file, Content.class)).isEqualTo(content);
    }

    @Test
    void symbolsOfTheFieldAreKept() throws IOException {
        Volumes volumes = new Volumes(Map.of(Symbol.SN_R, 480), Symbol.SN_R);
        Path file = folder.resolve("volumes.json");

        JsonFiles.write(file, volumes);

        assertThat(Files.readString(file)).contains("\"SN_r\" : 480").contains("\"largest\" : \"SN_r\"");
        assertThat(JsonFiles.read(file, Volumes.class)).isEqualTo(volumes);
    }

    @Test
    void whatIsNotFiniteIsNull() throws IOException {
        assertThat(JsonFiles.line(Map.of("distance", Double.POSITIVE_INFINITY))).isEqualTo("{\"distance\":null}");
        assertThat(JsonFiles.line(List.of(Double.NaN))).isEqualTo("[null]");
    }

    @Test
    void namesFileEntryAndWhatWouldBeRight() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.json"), "{\"kind\": \"lost\"}");

        assertThatThrownBy(() -> JsonFiles.read(file, Content.class))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("bad.json: kind is 'lost', which is none of notFound, found");
    }

    record Row(List<Integer> numbers) {
        Row {
            numbers = List.copyOf(numbers);
        }
    }

    @Test
    void nothingIsNoContent() throws IOException {
        for (String nothing : List.of("null", "", " ")) {
            Path file = Files.writeString(folder.resolve("nothing.json"), nothing);
            assertThatThrownBy(() -> JsonFiles.read(file, Row.class))
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + ": holds nothing");
        }
        assertThatThrownBy(() -> JsonFiles.parse("the row", "{\"numbers\":[1,null]}".getBytes(UTF_8), Row.class))
                .isInstanceOf(IOException.class)
                .hasMessage("the row: an entry is missing or not what it should be");
    }

    @Test
    void refusesAnEntryThatIsMissing() throws IOException {
        Path file = Files.writeString(folder.resolve("short.json"), "{\"kind\": \"found\"}");

        assertThatThrownBy(() -> JsonFiles.read(file, Content.class))
                .hasMessageEndingWith("short.json: value is missing or not what it should be");
    }
}
