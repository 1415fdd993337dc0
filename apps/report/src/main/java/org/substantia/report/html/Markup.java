package org.substantia.report.html;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds markup that HTML and XML parsers read the same way: text and attributes are escaped, every element is closed.
 * What comes from outside (names of folders, for example) can therefore add no element and no attribute. Not safe for
 * use by several threads.
 *
 * <pre>{@code
 * String html = new Markup().open("p", "class", "note").text("2 < 3").close().toString();
 * }</pre>
 */
public final class Markup {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** The declaration that keeps browsers out of quirks mode. */
    public Markup doctype() {
        out.append("<!DOCTYPE html>\n");
        return this;
    }

    /**
     * Starts an element.
     *
     * @param attributes names and values in turn
     */
    public Markup open(String element, String... attributes) {
        start(element, attributes);
        out.append('>');
        open.push(element);
        return this;
    }

    /** Ends the element that was opened last. */
    public Markup close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** An element that holds text alone. */
    public Markup element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** An element that holds nothing: a void element of HTML, or any of SVG. */
    public Markup empty(String element, String... attributes) {
        start(element, attributes);
        out.append("/>\n");
        return this;
    }

    public Markup text(String text) {
        escape(text);
        return this;
    }

    /**
     * The program's own style sheet or script, which HTML reads without undoing escapes and XML with it.
     *
     * @throws IllegalArgumentException if the two would read it differently
     */
    public Markup code(String element, String code, String... attributes) {
        if (code.indexOf('<') >= 0 || code.indexOf('&') >= 0) {
            throw new IllegalArgumentException("a " + element + " in a page must do without < and &");
        }
        open(element, attributes);
        out.append(code);
        return close();
    }

    /** Adds markup built apart. */
    public Markup add(Markup other) {
        out.append(other);
        return this;
    }

    private void start(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(allowed(c) ? c : '\uFFFD');
            }
        });
    }

    /** XML 1.0 has no way to write the other characters. */
    private static boolean allowed(int c) {
        return c == '\t' || c == '\n' || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
    }

    /** @throws IllegalStateException if an element is still open */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return out.toString();
    }
}
