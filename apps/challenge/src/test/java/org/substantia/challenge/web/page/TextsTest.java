package org.substantia.challenge.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.substantia.challenge.model.DatasetFile;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Member;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.rules.RefusedException;

/** Every text that a page asks for is there, in both languages, with the same places to fill in. */
class TextsTest {
    private static final Pattern KEY = Pattern.compile("get\\(\\s*\"([a-z-]+(?:\\.[A-Za-z-]+)+)\"");
    private static final Pattern PLACE = Pattern.compile("\\{[a-z0-9]+}");
    private static final Pattern MESSAGE =
            Pattern.compile("to(?:Team|Organizers)\\((?:handle, )?(?:[a-zA-Z.()]+, )?\"([a-z-]+)\"");

    @Test
    void bothLanguagesHaveEveryTextWithTheSamePlaces() {
        assertThat(Texts.all()).isNotEmpty().allSatisfy((key, texts) -> {
            assertThat(texts).as(key).hasSize(2).allSatisfy(text -> assertThat(text)
                    .isNotBlank());
            assertThat(places(texts.get(1))).as(key).isEqualTo(places(texts.get(0)));
        });
    }

    private static Set<String> places(String text) {
        Set<String> places = new TreeSet<>();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            places.add(matcher.group());
        }
        return places;
    }

    @Test
    void everyTextThatIsAskedForIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        int asked = 0;
        for (Path file : sources()) {
            String source = Files.readString(file);
            for (Map.Entry<Pattern, String> kind :
                    Map.of(KEY, "", MESSAGE, "message.").entrySet()) {
                Matcher keys = kind.getKey().matcher(source);
                while (keys.find()) {
                    asked++;
                    if (!Texts.all().containsKey(kind.getValue() + keys.group(1))) {
                        missing.add(file.getFileName() + ": " + keys.group(1));
                    }
                }
            }
        }
        assertThat(asked).isGreaterThan(200);
        assertThat(missing).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            return files.filter(
                            f -> f.toString().endsWith(".java") || f.toString().endsWith(".jte"))
                    .toList();
        }
    }

    @Test
    void everyConstantThatPagesShowHasAText() {
        List<String> keys = new ArrayList<>();
        add(keys, "refused", RefusedException.Reason.values());
        add(keys, "state", Submission.State.values());
        add(keys, "state-text", Submission.State.values());
        add(keys, "upload-state", Upload.State.values());
        add(keys, "upload-state-text", Upload.State.values());
        add(keys, "team-state", Team.State.values());
        add(keys, "kind", Team.Kind.values());
        add(keys, "role", Member.Role.values());
        add(keys, "entry", Phase.EntryRule.values());
        add(keys, "visibility", Phase.Visibility.values());
        add(keys, "window", Window.Kind.values());
        add(keys, "file", DatasetFile.Kind.values());
        add(keys, "evaluation", Evaluation.State.values());
        for (String track : List.of("segmentation", "classification")) {
            keys.add("track." + track);
            Metrics.columns(track, true).stream().filter(m -> !m.contains(".")).forEach(m -> keys.add("metric." + m));
        }
        assertThat(Texts.all().keySet()).containsAll(keys);
    }

    private static void add(List<String> keys, String prefix, Enum<?>[] constants) {
        for (Enum<?> constant : constants) {
            keys.add(prefix + "." + constant.name());
        }
    }

    @Test
    void markdownShowsTagsAndDropsScripts() {
        assertThat(Markdown.html("<script>alert(1)</script>\n\n[x](javascript:alert(1)) **b**"))
                .doesNotContain("<script")
                .doesNotContain("href=\"javascript:")
                .contains("<strong>b</strong>");
    }
}
