package org.substantia.report.patient;

import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;

/** Builds one {@code svg} element inside a page. Coordinates are pixels from the upper left. */
final class SvgBuilder {
    private final Markup markup = new Markup();

    /** @param description what the drawing shows, for readers who cannot see it */
    SvgBuilder(double width, double height, String cssClass, String description) {
        markup.open(
                "svg",
                "class",
                cssClass,
                "viewBox",
                "0 0 " + Format.coordinate(width) + " " + Format.coordinate(height),
                "role",
                "img",
                "aria-label",
                description);
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        markup.empty("rect", "x", c(x), "y", c(y), "width", c(width), "height", c(height), "fill", colour);
    }

    void roundedRectangle(double x, double y, double width, double height, double radius, String colour) {
        markup.empty(
                "rect", "x", c(x), "y", c(y), "width", c(width), "height", c(height), "rx", c(radius), "fill", colour);
    }

    void line(double x1, double y1, double x2, double y2, String colour, double width) {
        markup.empty(
                "line", "x1", c(x1), "y1", c(y1), "x2", c(x2), "y2", c(y2), "stroke", colour, "stroke-width", c(width));
    }

    void dashedLine(double x1, double y1, double x2, double y2, String colour, double width) {
        markup.empty(
                "line",
                "x1",
                c(x1),
                "y1",
                c(y1),
                "x2",
                c(x2),
                "y2",
                c(y2),
                "stroke",
                colour,
                "stroke-width",
                c(width),
                "stroke-dasharray",
                "4 3");
    }

    void circle(double x, double y, double radius, String fill, String stroke) {
        markup.empty("circle", "cx", c(x), "cy", c(y), "r", c(radius), "fill", fill, "stroke", stroke);
    }

    /** @param path the {@code d} of the path */
    void path(String path, String fill, double fillOpacity, String stroke, double width) {
        markup.empty(
                "path",
                "d",
                path,
                "fill",
                fill,
                "fill-opacity",
                c(fillOpacity),
                "stroke",
                stroke,
                "stroke-width",
                c(width),
                "stroke-linejoin",
                "round");
    }

    /** @param anchor {@code start}, {@code middle} or {@code end} of the text lies at {@code x} */
    void text(double x, double y, String anchor, double size, String colour, String text) {
        markup.element("text", text, "x", c(x), "y", c(y), "text-anchor", anchor, "font-size", c(size), "fill", colour);
    }

    void boldText(double x, double y, String anchor, double size, String colour, String text) {
        markup.element(
                "text",
                text,
                "x",
                c(x),
                "y",
                c(y),
                "text-anchor",
                anchor,
                "font-size",
                c(size),
                "font-weight",
                "700",
                "fill",
                colour);
    }

    /** For what has no method of its own. */
    Markup markup() {
        return markup;
    }

    /** Ends the drawing. */
    Markup done() {
        return markup.close();
    }

    private static String c(double coordinate) {
        return Format.coordinate(coordinate);
    }
}
