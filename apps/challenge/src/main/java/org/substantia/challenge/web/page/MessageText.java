package org.substantia.challenge.web.page;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.setup.Content;

/** What a message says, on the page of the inbox and by mail. */
public final class MessageText {
    private static final Times UTC = Times.in("UTC");

    private MessageText() {}

    /**
     * What the text of a message fills in: a submission by its phase and number, with the path of its page as
     * {@code link}; phases and windows by their titles, instants in UTC.
     *
     * @param body JSON of the details as they are stored
     */
    @SuppressWarnings("unchecked")
    public static Map<String, String> details(
            Texts texts, Content content, Function<String, Optional<Submission>> submissions, String body) {
        Map<String, String> details = new LinkedHashMap<>(Json.read(body, Map.class));
        Optional.ofNullable(details.get("submission")).flatMap(submissions).ifPresent(submission -> {
            details.put("submission", title(texts, content, submission));
            details.put("link", "/submissions/" + submission.id());
        });
        details.computeIfPresent("phase", (key, slug) -> content.phaseTitle(slug, texts.locale()));
        details.computeIfPresent("window", (key, kind) -> texts.get("window", Window.Kind.valueOf(kind)));
        for (String instant : List.of("from", "to", "since")) {
            details.computeIfPresent(instant, (key, at) -> UTC.brief(Instant.parse(at)));
        }
        return details;
    }

    /** @param kind of the message */
    public static String text(Texts texts, String kind, Map<String, String> details) {
        return texts.get("message." + kind, details);
    }

    /** A submission as people call it: its phase and its number there. */
    public static String title(Texts texts, Content content, Submission submission) {
        return texts.get(
                "submission.title",
                Map.of(
                        "phase",
                        content.phaseTitle(submission.phase(), texts.locale()),
                        "n",
                        String.valueOf(submission.ordinal())));
    }
}
