package org.substantia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.base.json.JsonFiles;
import org.substantia.testing.Repository;
import picocli.CommandLine.Model.CommandSpec;

/** The Boutiques descriptor agrees with the command that it describes. */
class BoutiquesTest {
    @Test
    void everyInputIsAnArgumentOfTheBidsApp() throws IOException {
        JsonNode descriptor = JsonFiles.read(Repository.root().resolve("tools/packaging/boutiques.json"));
        CommandSpec command =
                Main.commandLine().getSubcommands().get("bids-app").getCommandSpec();
        String line = descriptor.path("command-line").asText();

        List<String> positional = new ArrayList<>();
        for (JsonNode input : descriptor.path("inputs")) {
            String key = input.path("value-key").asText();
            assertThat(line).contains(key);
            if (input.has("command-line-flag")) {
                String flag = input.path("command-line-flag").asText();
                assertThat(command.findOption(flag)).as(flag).isNotNull();
                boolean takesValue = command.findOption(flag).arity().max() > 0;
                assertThat(input.path("type").asText().equals("Flag")).as(flag).isEqualTo(!takesValue);
            } else {
                positional.add(key);
            }
        }

        assertThat(line).startsWith("substantia bids-app " + String.join(" ", positional));
        assertThat(positional)
                .hasSize(command.positionalParameters().size())
                .containsExactly("[BIDS_DIR]", "[OUTPUT_DIR]", "[LEVEL]");
        assertThat(descriptor.path("schema-version").asText()).isEqualTo("0.5");
    }
}
