package org.substantia.challenge.setup;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words of a challenge, each in English and, where given, in Chinese.
 *
 * @param review whether organizers decide on every team
 * @param allowList mail domains and addresses whose teams need no review
 * @param pages Markdown of the pages {@code home, tasks, data, rules, evaluation, about}
 * @param phases titles
 */
public record Content(
        String slug,
        Text title,
        Text tagline,
        boolean review,
        List<String> allowList,
        Map<String, Text> pages,
        Map<String, Text> phases) {
    public Content {
        tagline = tagline == null ? new Text("", Optional.empty()) : tagline;
        allowList = allowList == null ? List.of() : List.copyOf(allowList);
        pages = pages == null ? Map.of() : Map.copyOf(pages);
        phases = phases == null ? Map.of() : Map.copyOf(phases);
    }

    /** A text in both languages; English where the Chinese is not given. */
    public record Text(String en, Optional<String> zh) {
        public Text {
            en = en == null ? "" : en;
            zh = zh == null ? Optional.empty() : zh;
        }

        public String in(String locale) {
            return locale.startsWith("zh") ? zh.orElse(en) : en;
        }
    }

    public String phaseTitle(String slug, String locale) {
        Text text = phases.get(slug);
        return text == null || text.en().isEmpty() ? slug : text.in(locale);
    }

    public String page(String name, String locale) {
        Text text = pages.get(name);
        return text == null ? "" : text.in(locale);
    }

    /** Whether a team founded from this address may compete without a decision. */
    public boolean admits(String email) {
        String domain = email.substring(email.indexOf('@') + 1);
        return !review || allowList.contains(email) || allowList.contains(domain);
    }
}
