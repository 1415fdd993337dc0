package org.substantia.report.plot;

import java.util.Locale;

/** Builds one {@code svg} element. Coordinates are pixels from the upper left. */
final class Svg {
    private final StringBuilder content = new StringBuilder();

    Svg(int width, int height) {
        content.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" font-family=\"Helvetica, Arial, sans-serif\">\n");
        rectangle(0, 0, width, height, "#ffffff");
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        add("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>", x, y, width, height, colour);
    }

    void line(double x1, double y1, double x2, double y2, String colour, double width) {
        add(
                "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>",
                x1, y1, x2, y2, colour, width);
    }

    /** @param anchor {@code start}, {@code middle} or {@code end} of the text lies at {@code x} */
    void text(double x, double y, String anchor, int size, String weight, String colour, String text) {
        add(
                "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" font-size=\"%s\" font-weight=\"%s\" fill=\"%s\">%s</text>",
                x, y, anchor, size, weight, colour, escape(text));
    }

    /** Text that reads upwards, centred on the point. */
    void verticalText(double x, double y, int size, String colour, String text) {
        add(
                "<text transform=\"translate(%s %s) rotate(-90)\" text-anchor=\"middle\" font-size=\"%s\" fill=\"%s\">%s"
                        + "</text>",
                x, y, size, colour, escape(text));
    }

    /** Numbers are written with at most two decimals, whatever the machine's language. */
    private void add(String pattern, Object... values) {
        Object[] texts = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            texts[i] = values[i] instanceof Double number
                    ? String.format(Locale.ROOT, "%.2f", number).replaceAll("\\.?0+$", "")
                    : values[i];
        }
        content.append(String.format(Locale.ROOT, pattern, texts)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return content + "</svg>\n";
    }
}
