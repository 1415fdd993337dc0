package org.substantia.challenge.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.challenge.OracleChallenge;
import org.substantia.testing.Repository;

class ChallengeFileTest {
    @TempDir
    Path folder;

    /** A rule that is misspelled would be no rule: data behind no agreement, attempts without a limit. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "agreement: | agrement: | agrement is not known; known are slug, title, tagline, review, allow",
                "visibility: | visiblity: | phases.test.visiblity is not known; known are slug, title, attempts, entry",
                "{total: | {totl: | phases.test.attempts.totl is not known; known are total, day, month, rejected",
                "name: Ada | nam: Ada | organizers.1.nam is not known; known are email, name",
                "zh: 测试 | de: Test | phases.test.title.de is not known; known are en, zh",
                "data: {from: | data: {form: | phases.test.windows.data.form is not known; known are from, to",
                "kind: images} | kind: images, mirror: x} | phases.test.files.1.mirror is not known",
                "slug: small | scoring: {conventions: published} | scoring.conventions is not known",
            })
    void refusesAnUnknownKeyByName(String before, String after, String message) throws IOException {
        refused(before, after, message);
    }

    @ParameterizedTest
    @CsvSource({"total", "day", "month", "rejected"})
    void refusesNegativeLimits(String limit) throws IOException {
        refused(
                "{total: 2, rejected: 20}",
                "{" + limit + ": -3}",
                "phases.test.attempts." + limit + " must be at least 0, which is no limit, not -3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{total: 2, | {total: , | phases.test.attempts.total has no value",
                "{total: 2, | {total: '', | phases.test.attempts.total is a whole number",
                "{total: 2, | {total: 2.5, | phases.test.attempts.total is a whole number",
                "review: true | review: maybe | review is true or false",
                "{en: Test, zh: 测试} | Test | phases.test.title has keys of its own: en, zh",
                "[hospital.example] | hospital.example | allow is a list, such as [a, b]",
                "I use the data for research only. | \" \" | agreement has no text",
                "visibility: live | entry: best | the key 'entry' is there twice",
                "bo@example.org | ADA@example.org | organizers name ADA@example.org twice",
                "masks.zip | other/images.zip | phases.test.files name two files images.zip",
                "{total: 2, | {total: [2, | line 14: is not YAML",
            })
    void namesWhatIsNotWhatItShouldBe(String before, String after, String message) throws IOException {
        refused(before, after, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{convention: foo} | scoring: the convention is leaderboard or published, not foo",
                "{weights: region.qsm.XX=1} | scoring.weights: unknown key 'region.qsm.XX'; known are dice",
                "{weights: dice=much} | scoring.weights: dice is a number, not 'much'",
                "{weights: dice=-1} | scoring.weights: a weight is a finite number of at least 0",
            })
    void refusesAScoringThatNothingCanBeScoredWith(String scoring, String message) throws IOException {
        refused("review: true", "scoring: " + scoring, message);
    }

    @Test
    void refusesASecondDocument() throws IOException {
        refused("pages:", "---\npages:", "holds a second document");
    }

    @Test
    void refusesAnotherEncoding() throws IOException {
        Path yaml = OracleChallenge.yaml(folder, "live");
        Files.write(yaml, "title: {en: M\u00e4dchen}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ChallengeFile.read(yaml)).hasMessage(yaml + ": is not text in UTF-8");
    }

    @Test
    void takesTheExampleOfTheGuide() throws IOException {
        String guide = Files.readString(Repository.root().resolve("docs/how-to/run-a-challenge.md"));
        Path yaml = folder.resolve("challenge.yaml");
        int begin = guide.indexOf("```yaml\n") + 8;
        Files.writeString(yaml, guide.substring(begin, guide.indexOf("```", begin)));
        assertThat(ChallengeFile.read(yaml).phases()).hasSize(2);
    }

    private void refused(String before, String after, String message) throws IOException {
        Path yaml = OracleChallenge.yaml(folder, "live");
        String text = Files.readString(yaml);
        assertThat(text).contains(before);
        Files.writeString(yaml, text.replace(before, after));
        assertThatThrownBy(() -> ChallengeFile.read(yaml))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(yaml + ": ")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }
}
