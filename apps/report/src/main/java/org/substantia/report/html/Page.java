package org.substantia.report.patient.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.substantia.report.html.Markup;

/** What all pages begin with. */
final class Page {
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
    static Markup begin(String title, String scripts, String footer) {
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

    /** A file of the web kit, which all pages share. */
    static String kit(String name) {
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
