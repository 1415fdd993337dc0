package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;

class GroupCommandTest {
    @TempDir
    Path folder;

    @Test
    void theExitStatusSaysWhoIsToBlameForAFailedCase() throws IOException {
        failure("data", "a", "");
        failure("memory", "a", "");
        failure("memory", "b", ", \"internal\": true");
        // Case c has no results.
        for (String id : new String[] {"a", "b", "c"}) {
            Path image = folder.resolve("in").resolve(id).resolve("QSM.nii.gz");
            Files.createDirectories(image.getParent());
            Files.createFile(image);
        }

        assertThat(group("data").status()).isEqualTo(ExitCode.DATA);
        assertThat(group("memory").status()).isEqualTo(ExitCode.INTERNAL);
        CommandRun missing = group("memory", "--inputs", folder.resolve("in"));
        assertThat(missing.status()).isEqualTo(ExitCode.INTERNAL);
        assertThat(missing.err()).contains("has no results of c");
    }

    /** Regression: a table of two models' results was made without a word. */
    @Test
    void casesThatWereMadeOtherwiseAreNamed() throws IOException {
        written("a", "a", "1.0", "d1");
        written("b", "b", "1.0", "d1");
        written("c", "c", "0.9", "d2");

        CommandRun mixed = group("out");

        assertThat(mixed.status()).isEqualTo(ExitCode.DATA);
        assertThat(mixed.err())
                .isEqualTo("substantia: " + folder.resolve("out") + ": c differs from the other 2 cases in version"
                        + " (0.9, not 1.0) and diagnosis model; run predict again for all with the same program, models"
                        + " and options\n");
        assertThat(Files.readString(folder.resolve("out/label_predict.csv")))
                .isEqualTo("patient_id,prediction,probability\na,0,0.200000\nb,0,0.200000\nc,0,0.200000\n");
        assertThat(Files.readString(folder.resolve("out/index.html"))).contains("Substantia 0.9 and 1.0");
    }

    /** Regression: the patient was in the tables twice, the second time with a page that is not there. */
    @Test
    void aFolderOfAnotherNameThanItsCaseIsPassedOver() throws IOException {
        written("a", "a", "1.0", "d1");
        written("a_copy", "a", "1.0", "d1");

        CommandRun copied = group("out");

        assertThat(copied.status()).isEqualTo(ExitCode.DATA);
        assertThat(copied.err())
                .isEqualTo("substantia: " + folder.resolve("out/a_copy") + ": is passed over, as it holds the results"
                        + " of a under another name; rename or remove it\n");
        assertThat(Files.readString(folder.resolve("out/label_predict.csv")))
                .isEqualTo("patient_id,prediction,probability\na,0,0.200000\n");
    }

    /** It had stopped the whole table. */
    @Test
    void aDamagedFolderDoesNotStopTheOthers() throws IOException {
        written("a", "a", "1.0", "d1");
        written("b", "b", "1.0", "d1");
        written("c", "c", "1.0", "d1");
        Files.writeString(folder.resolve("out/b/segmentation.json"), "{");
        Path flagged = folder.resolve("out/c/segmentation.json");
        Files.writeString(flagged, Files.readString(flagged).replace("\"ok\"", "\"unheard\""));

        CommandRun damaged = group("out");

        assertThat(damaged.status()).isEqualTo(ExitCode.DATA);
        assertThat(damaged.err())
                .contains("out/b/segmentation.json: is not JSON: ", "out/c/segmentation.json: holds ")
                .doesNotContain("Source:")
                .hasLineCount(2);
        assertThat(Files.readString(folder.resolve("out/label_predict.csv")))
                .isEqualTo("patient_id,prediction,probability\na,0,0.200000\n");
    }

    private void written(String name, String id, String version, String diagnosisModel) throws IOException {
        Path out = Files.createDirectories(folder.resolve("out").resolve(name));
        Files.writeString(out.resolve("segmentation.json"), """
                {"schemaVersion": 2, "case": "%s", "status": "ok", "warnings": [], "outputs": {},
                 "provenance": {"program": "substantia", "version": "%s", "command": "predict", "options": {}},
                 "models": [{"name": "m", "sha256": "0"}]}
                """.formatted(id, version));
        Files.writeString(out.resolve("diagnosis.json"), """
                {"verdict": "healthy", "label": 0, "probability": 0.2, "interval": {"patients": 9},
                 "outOfDistribution": {"inDistribution": true}, "modelSha256": "%s"}
                """.formatted(diagnosisModel));
        Files.writeString(out.resolve("report.html"), "");
    }

    private CommandRun group(String out, Object... options) {
        Object[] line = new Object[2 + options.length];
        line[0] = "group";
        line[1] = folder.resolve(out);
        System.arraycopy(options, 0, line, 2, options.length);
        return CommandRun.of(line);
    }

    private void failure(String out, String id, String more) throws IOException {
        Path file = folder.resolve(out).resolve(id).resolve("failure.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"case\": \"" + id + "\", \"failure\": \"too bad\"" + more + "}");
    }
}
