package org.substantia.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Reference pages say what the code says. After a change of an option or a biomarker make them anew:
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
