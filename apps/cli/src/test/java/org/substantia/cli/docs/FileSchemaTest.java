package org.substantia.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.substantia.pipeline.evaluation.IntervalJson;

class FileSchemaTest {
    private enum Flag {
        CUT,
        LOW_CONFIDENCE
    }

    private record Part(double volume, List<Flag> flags) {}

    private record Root(
            @JsonProperty("case") String id,
            Optional<Flag> worst,
            @JsonInclude(JsonInclude.Include.ALWAYS) OptionalDouble confidence,
            Map<String, Part> parts,
            List<Double> center) {}

    @Test
    void listsKeysWithTheirTypesAsFilesSpellThem() {
        assertThat(FileSchema.of(Root.class).table(meanings("case", "worst", "confidence", "parts", "center")))
                .contains("| `case` | text | of case |")
                .contains("| `worst` | `cut`, `lowConfidence`, optional | of worst |")
                .contains("| `confidence` | number or `null` | of confidence |")
                .contains("| `parts` | object | of parts |")
                .contains("| `parts.*.volume` | number | of parts.*.volume |")
                .contains("| `parts.*.flags` | list of `cut`, `lowConfidence` | of parts.*.flags |")
                .contains("| `center` | list of number | of center |");
    }

    private record Entries(int cases, @JsonIgnore Map<String, Map<String, Part>> byPlace) {}

    private record Range(double low, double high) {}

    private record Nested(
            @JsonUnwrapped Range range, Map<Flag, Double> counts, List<List<String>> groups, IntervalJson mean) {}

    @Test
    void knowsEntriesThatAreWrittenBesideOthers() {
        Properties meanings = new Properties();
        for (String key : List.of("cases", "*", "*.*.volume", "*.*.flags")) {
            meanings.setProperty(key, "here");
        }
        assertThat(FileSchema.of(Entries.class).table(meanings))
                .contains("| `*` | object | here |")
                .contains("| `*.*.volume` | number | here |");
    }

    @Test
    void knowsWhatIsUnwrappedOrNested() {
        Properties meanings = new Properties();
        for (String key : List.of("low", "high", "counts", "groups", "groups[]", "mean")) {
            meanings.setProperty(key, "here");
        }
        assertThat(FileSchema.of(Nested.class).table(meanings))
                .contains("| `low` | number | here |")
                .contains("| `counts` | object of number by `cut`, `lowConfidence` | here |")
                .contains("| `groups` | list of lists | here |")
                .contains("| `groups[]` | list of text | here |")
                .contains("| `mean` | interval | here |");
    }

    @Test
    void namesKeysWithoutAMeaningAndMeaningsWithoutAKey() {
        FileSchema schema = FileSchema.of(Root.class);
        assertThatThrownBy(() -> schema.table(meanings("case", "worst", "confidence", "parts", "centre")))
                .hasMessageContaining("[center, centre]");
    }

    private static Properties meanings(String... keys) {
        Properties meanings = new Properties();
        for (String key : keys) {
            meanings.setProperty(key, "of " + key);
        }
        meanings.setProperty("parts.*.volume", "of parts.*.volume");
        meanings.setProperty("parts.*.flags", "of parts.*.flags");
        return meanings;
    }
}
