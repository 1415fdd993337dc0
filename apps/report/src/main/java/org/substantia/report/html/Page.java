package org.substantia.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What all pages begin with. Stateless. */
public final class Page {
    /** What no reader should miss. */
    public static final String RESEARCH = "Research use only. Not a medical device; not for diagnosis or treatment.";

    private static final String KIT = "/org/substantia/report/web/kit/";
    private static final String STYLE = kit("tokens.css") + kit("report.css");

    private Page() {}

    /**
     * Opens {@code html} and {@code body}. The policy keeps browsers from fetching anything, should an escape ever be
     * forgotten.
     *
     * @param scripts sources of scripts the policy lets through, as it names them; may be empty
     * @param footer printed under every page of paper
     */
    public static Markup begin(String title, String scripts, String footer) {
        Markup page = new Markup().doctype();
        page.open("html", "lang", "en");
        page.open("head");
        page.empty("meta", "charset", "utf-8");
        page.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
                        + (scripts.isEmpty() ? "" : "; script-src " + scripts));
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.element("title", title);
        page.code("style", STYLE + "@page { @bottom-left { content: \"" + cssText(footer) + "\"; } }\n");
        page.close();
        page.open("body");
        return page;
    }

    /**
     * Adds the line above a page's title: whose it is and what it may be used for.
     *
     * @param kind of page, in words
     */
    public static void addMasthead(Markup page, String kind) {
        page.open("div", "class", "masthead");
        page.element("span", "Substantia", "class", "mark");
        page.element("span", kind, "class", "kind");
        page.element("span", "Research use only", "class", "badge");
        page.close();
    }

    /**
     * Adds the table of what the page was made by and from, if there is anything to tell.
     *
     * @param provenance names and values
     */
    public static void addProvenance(Markup page, Map<String, String> provenance) {
        if (provenance.isEmpty()) {
            return;
        }
        page.open("section", "class", "provenance", "aria-labelledby", "provenance");
        page.element("h2", "Provenance", "id", "provenance");
        page.open("table").open("tbody");
        provenance.forEach((name, value) -> page.open("tr")
                .element("th", name, "scope", "row")
                .element("td", value)
                .close());
        page.close().close().close();
    }

    /** A file of the web kit, which all pages share. */
    public static String kit(String name) {
        try (InputStream in = Page.class.getResourceAsStream(KIT + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Inside a string of a style sheet: all but letters and digits by their numbers. */
    private static String cssText(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
                out.appendCodePoint(c);
            } else {
                // Number 0 is not allowed there.
                out.append('\\')
                        .append(Integer.toHexString(c == 0 ? 0xFFFD : c))
                        .append(' ');
            }
        });
        return out.toString();
    }
}
