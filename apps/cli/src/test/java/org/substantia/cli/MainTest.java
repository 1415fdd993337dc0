package org.substantia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.cli.console.ExitCode;

class MainTest {
    static List<String> commands() {
        return List.copyOf(Main.commandLine().getSubcommands().keySet());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(String command) {
        CommandRun run = CommandRun.of(command, "--help");

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("Usage: substantia " + command);
    }

    @Test
    void theProgramListsItsCommandsAndExitStatuses() {
        CommandRun run = CommandRun.of("--help");

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("evaluate").contains("compare").contains("Exit status:");
    }

    @Test
    void theProgramListsEveryCommandInAGroup() {
        String help = CommandRun.of("--help").out();

        assertThat(help).contains("Analyze:", "Score:", "Train:", "Simulate:", "Package:");
        assertThat(commands()).filteredOn(command -> !command.equals("help")).allSatisfy(command -> assertThat(help)
                .containsPattern("(?m)^  " + command + " +\\p{Upper}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    predict                         | missing required parameters: 'INPUTS', 'OUTPUTS'
                    predict a b --threads few       | invalid value for option '--threads': 'few' is not a whole number
                    synthesize a --prevalence half  | invalid value for option '--prevalence': 'half' is not a number
                    serve --base-url a^b            | --base-url is an address such as https://challenge.example.org
                    """)
    void aWrongCommandLineIsAnsweredByOneLineAndWhereToReadOn(String arguments, String said) {
        String[] words = arguments.split(" ", -1);
        CommandRun run = CommandRun.of((Object[]) words);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err().lines())
                .hasSize(2)
                .first(InstanceOfAssertFactories.STRING)
                .startsWith("substantia: ")
                .contains(said);
        assertThat(run.err().lines()).last().isEqualTo("Try 'substantia " + words[0] + " --help'.");
    }

    @Test
    void aMistypedCommandIsRecognized() {
        CommandRun run = CommandRun.of("predct");

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).startsWith("substantia: unmatched argument").contains("Did you mean: substantia predict");
    }

    @Test
    void aMissingSubcommandIsAnsweredByTheListOfThem() {
        CommandRun run = CommandRun.of("train");

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).startsWith("substantia: a subcommand is needed").contains("diagnosis", "segmentation");
    }

    @Test
    void packingNeedsTheLauncher() {
        CommandRun run = CommandRun.of("package");

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("./substantia package");
    }

    @Test
    void aFaultWithoutAMessageIsNamedByItsKind() {
        assertThat(Main.message(new ConnectException())).isEqualTo("ConnectException");
        assertThat(Main.message(new IOException("x.nii: is cut short"))).isEqualTo("x.nii: is cut short");
        assertThat(Main.message(new NoSuchFileException("x.nii"))).isEqualTo("x.nii: no such file or folder");
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        CommandRun run = CommandRun.of("evalaute");

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("evalaute").contains("evaluate");
    }

    @Test
    void saysItsVersion() {
        assertThat(CommandRun.of("--version").out()).matches("(?s)substantia \\d+\\.\\d+\\.\\d+.*");
    }
}
