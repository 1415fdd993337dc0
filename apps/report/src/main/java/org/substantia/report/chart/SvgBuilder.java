package org.substantia.report.chart;

import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;

/** Builds one {@code svg} element. Coordinates are pixels from the upper left. Not safe for use by several threads. */
public final class SvgBuilder {
    private final Markup markup = new Markup();

    /** A drawing that is a file of its own, on white. */
    SvgBuilder(double width, double height) {
        markup.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + c(width) + " " + c(height),
                "font-family",
                "Helvetica, Arial, sans-serif");
        rectangle(0, 0, width, height, Palette.PAPER);
    }

    /**
     * A drawing inside a page.
     *
     * @param description what the drawing shows, for readers who cannot see it
     */
    public SvgBuilder(double width, double height, String cssClass, String description) {
        markup.open(
                "svg",
                "class",
                cssClass,
                "viewBox",
                "0 0 " + c(width) + " " + c(height),
                "role",
                "img",
                "aria-label",
                description);
    }

    void rectangle(double x, double y, double width, double height, String color) {
        markup.empty("rect", "x", c(x), "y", c(y), "width", c(width), "height", c(height), "fill", color);
    }

    public void roundedRectangle(double x, double y, double width, double height, double radius, String color) {
        markup.empty(
                "rect", "x", c(x), "y", c(y), "width", c(width), "height", c(height), "rx", c(radius), "fill", color);
    }

    public void line(double x1, double y1, double x2, double y2, String color, double width) {
        markup.empty(
                "line", "x1", c(x1), "y1", c(y1), "x2", c(x2), "y2", c(y2), "stroke", color, "stroke-width", c(width));
    }

    void dashedLine(double x1, double y1, double x2, double y2, String color, double width) {
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
                color,
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
    void text(double x, double y, String anchor, double size, String color, String text) {
        markup.element("text", text, "x", c(x), "y", c(y), "text-anchor", anchor, "font-size", c(size), "fill", color);
    }

    void boldText(double x, double y, String anchor, double size, String color, String text) {
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
                color);
    }

    /** Text that reads upwards, centered on the point. */
    void verticalText(double x, double y, double size, String color, String text) {
        markup.element(
                "text",
                text,
                "transform",
                "translate(" + c(x) + " " + c(y) + ") rotate(-90)",
                "text-anchor",
                "middle",
                "font-size",
                c(size),
                "fill",
                color);
    }

    /** For what has no method of its own. */
    public Markup markup() {
        return markup;
    }

    /** Ends the drawing. */
    public Markup done() {
        return markup.close();
    }

    private static String c(double coordinate) {
        return Format.coordinate(coordinate);
    }
}
