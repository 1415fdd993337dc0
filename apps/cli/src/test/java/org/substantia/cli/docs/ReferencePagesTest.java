package org.substantia.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reference pages say what the code says. After a change of an option, a biomarker or a file make them anew:
 *
 * <pre>
 * mvn -q -pl apps/cli -am test -Dtest=ReferencePagesTest -Dupdate=true -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class ReferencePagesTest {
    private static final boolean UPDATE = Boolean.getBoolean("update");

    @Test
    void theCommandLineIsAsTheProgramHelps() throws Exception {
        check("docs/reference/command-line.md", CommandLinePage.text());
    }

    @Test
    void theBiomarkersAreThoseOfTheCatalog() throws Exception {
        check("docs/reference/biomarkers.md", BiomarkersPage.text());
    }

    @ParameterizedTest
    @CsvSource({
        "segmentation.json, org.substantia.pipeline.output.SegmentationJson, docs/reference/segmentation-json.md",
        "biomarkers.json, org.substantia.pipeline.output.BiomarkersJson, docs/reference/diagnosis-json.md",
        "diagnosis.json, org.substantia.pipeline.output.DiagnosisJson, docs/reference/diagnosis-json.md",
        "agreement.json, org.substantia.cli.output.AgreementJson, docs/reference/agreement-json.md",
        "scores.json, org.substantia.pipeline.evaluation.ScoresJson, docs/reference/scores-json.md",
        "comparison.json, org.substantia.cli.output.ComparisonJson, docs/reference/scores-json.md",
        "statistics.json, org.substantia.cli.output.StatisticsJson, docs/reference/statistics-json.md",
        "validation.json, org.substantia.cli.output.ValidationJson, docs/reference/validation.md",
        "adaptation.json, org.substantia.pipeline.adaptation.AdaptationJson, docs/reference/adaptation-json.md",
    })
    void theKeysOfAFileAreThoseOfItsRecord(String file, String schema, String page) throws Exception {
        Properties meanings = new Properties();
        try (Reader in = new InputStreamReader(
                ReferencePagesTest.class.getResourceAsStream(file + ".properties"), StandardCharsets.UTF_8)) {
            meanings.load(in);
        }
        String table = FileSchema.of(Class.forName(schema)).table(meanings);
        check(page, withPart(Files.readString(Checkout.file(page)), file, table));
    }

    /** The page with the lines between the two comments that name the part replaced. */
    private static String withPart(String page, String name, String part) {
        String begin = "<!-- begin " + name + " -->\n";
        String end = "<!-- end " + name + " -->\n";
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        assertThat(from >= 0 && to > from).as("%s of %s", begin, name).isTrue();
        return page.substring(0, from) + begin + part + page.substring(to);
    }

    private static void check(String name, String wanted) throws Exception {
        Path page = Checkout.file(name);
        if (UPDATE) {
            Files.writeString(page, wanted);
        }
        assertThat(Files.readString(page))
                .as("%s; -Dtest=ReferencePagesTest -Dupdate=true makes it anew", name)
                .isEqualTo(wanted);
    }
}
