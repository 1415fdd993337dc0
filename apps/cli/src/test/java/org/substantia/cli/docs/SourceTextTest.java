package org.substantia.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Lines are short enough to be read side by side (the formatter leaves comments, strings and prose to us), and packages
 * small enough to be taken in at a glance.
 */
class SourceTextTest {
    private static final int PROSE = 100;
    private static final int CODE = 120;
    private static final int FILES = 20;
    private static final String REASON = "larger than others because";

    @Test
    void proseIsWrapped() throws Exception {
        List<String> tooLong = new ArrayList<>();
        for (Path page : Checkout.files(".md")) {
            boolean code = false;
            List<String> lines = Files.readAllLines(page);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.startsWith("```")) {
                    code = !code;
                } else if (!code && isProse(line) && line.length() > PROSE) {
                    tooLong.add(Checkout.name(page) + ":" + (i + 1));
                }
            }
        }
        assertThat(tooLong).as("lines of prose above %d columns", PROSE).isEmpty();
    }

    @Test
    void codeIsWrapped() throws Exception {
        List<String> tooLong = new ArrayList<>();
        for (Path source : Checkout.files(".java")) {
            List<String> lines = Files.readAllLines(source);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > CODE) {
                    tooLong.add(Checkout.name(source) + ":" + (i + 1));
                }
            }
        }
        assertThat(tooLong).as("lines of code above %d columns", CODE).isEmpty();
    }

    @Test
    void largePackagesSayWhy() throws Exception {
        Map<Path, Integer> sizes = new TreeMap<>();
        for (Path source : Checkout.files(".java")) {
            if (!source.endsWith("package-info.java")) {
                sizes.merge(source.getParent(), 1, Integer::sum);
            }
        }
        List<String> unexplained = new ArrayList<>();
        for (Map.Entry<Path, Integer> each : sizes.entrySet()) {
            Path description = each.getKey().resolve("package-info.java");
            if (each.getValue() > FILES
                    && !(Files.exists(description)
                            && Files.readString(description)
                                    .replaceAll("\\s+\\*?\\s*", " ")
                                    .contains(REASON))) {
                unexplained.add(Checkout.name(each.getKey()) + ": " + each.getValue());
            }
        }
        assertThat(unexplained)
                .as("packages of more than %d files that do not say: %s", FILES, REASON)
                .isEmpty();
    }

    /** Tables, indented code and lines that are one link cannot be wrapped. */
    private static boolean isProse(String line) {
        return !line.startsWith("|")
                && !line.startsWith("    ")
                && !line.strip().matches("([-*] )?!?\\[[^]]*]\\(\\S*\\).?")
                && !line.strip().matches("([-*] )?<?https?://\\S*");
    }
}
