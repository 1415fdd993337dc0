package org.substantia.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links between pages, and the pages that code and help texts mention, exist. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
    private static final Pattern MENTION = Pattern.compile("docs/[\\w/-]+\\.md");
    private static final Pattern SCHEME = Pattern.compile("^[a-z]+:.*");

    @Test
    void linksBetweenPagesLeadSomewhere() throws Exception {
        List<String> broken = new ArrayList<>();
        for (Path page : Checkout.files(".md")) {
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                String target = links.group(1);
                if (!SCHEME.matcher(target).matches() && !Files.exists(page.resolveSibling(target))) {
                    broken.add(Checkout.name(page) + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void pagesThatCodeMentionsExist() throws Exception {
        List<String> broken = new ArrayList<>();
        for (String ending : List.of(".java", ".sh", ".py", ".md")) {
            for (Path file : Checkout.files(ending)) {
                broken.addAll(missingMentions(file));
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsInTheIndex() throws Exception {
        String index = Files.readString(Checkout.file("docs/README.md"));
        List<String> pages = Checkout.files(".md").stream()
                .map(Checkout::name)
                .filter(name -> name.startsWith("docs/") && !name.equals("docs/README.md"))
                .map(name -> name.substring("docs/".length()))
                .toList();
        assertThat(pages).isNotEmpty().allSatisfy(page -> assertThat(index).contains("](" + page + ")"));
    }

    private static List<String> missingMentions(Path file) throws IOException {
        List<String> missing = new ArrayList<>();
        Matcher mentions = MENTION.matcher(Files.readString(file));
        while (mentions.find()) {
            if (!Files.exists(Checkout.file(mentions.group()))) {
                missing.add(Checkout.name(file) + ": " + mentions.group());
            }
        }
        return missing;
    }
}
