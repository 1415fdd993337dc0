package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;

/** What is told before anything is sent. */
class SubmitCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8080",
                "challenge.example.org",
                "http://local[host",
                "http://",
                "http:///submit",
                "ftp://challenge.example.org",
                "https://user@challenge.example.org",
                "https://challenge.example.org/?phase=test",
                "https://challenge.example.org/#top",
                "https://challenge.example.org:99999",
                "https://challenge example.org",
                ""
            })
    void anAddressThatIsNoneIsRefusedInOneLine(String address) {
        CommandRun submit = CommandRun.of("submit", "c.zip", "--phase=test", "--check", "--server=" + address);
        assertThat(submit.status()).isEqualTo(ExitCode.USAGE);
        assertThat(submit.err())
                .contains("--server is an address such as https://challenge.example.org, not \"" + address + "\"");

        CommandRun serve = CommandRun.of("serve", "--data", folder, "--base-url=" + address);
        assertThat(serve.status()).isEqualTo(ExitCode.USAGE);
        assertThat(serve.err()).contains("--base-url is an address such as https://challenge.example.org");
    }

    @Test
    void theLinksOfANewChallengeNeedAnAddressBeforeAnythingIsMade() {
        Path data = folder.resolve("data");
        CommandRun create =
                CommandRun.of("challenge", "create", "challenge.yaml", "--data", data, "--base-url=example.org");
        assertThat(create.status()).isEqualTo(ExitCode.USAGE);
        assertThat(create.err()).contains("--base-url is an address such as https://challenge.example.org");
        assertThat(Files.exists(data)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "https://challenge.example.org/", " HTTPS://[::1]:8080// "})
    void anAddressMayEndWithASlash(String address) {
        assertThat(CommandRun.of("submit", "c.zip", "--phase=test", "--check", "--server=" + address)
                        .err())
                .doesNotContain("--server is");
    }
}
