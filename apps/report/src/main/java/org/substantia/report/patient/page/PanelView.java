package org.substantia.report.patient.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.report.chart.Palette;
import org.substantia.report.chart.SvgBuilder;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.ModalityPanel;
import org.substantia.report.patient.ReportTerms;
import org.substantia.report.picture.AxialFrame;
import org.substantia.report.picture.AxialImage;
import org.substantia.report.picture.AxialLabels;
import org.substantia.report.picture.IntensityWindow;
import org.substantia.report.picture.Outline;

/** One image with its label maps, ready to be shown in planes. */
final class PanelView {
    /** Side of the square that is shown. */
    private static final double SIZE_MM = 132;

    private static final double PIXEL_MM = 0.5;
    private static final double ZOOM_PIXEL_MM = 0.2;
    private static final double ZOOM_WIDTH_MM = 58;
    private static final double ZOOM_HEIGHT_MM = 46;
    private static final IntensityWindow QSM_ZOOM_WINDOW = new IntensityWindow(-60, 220);
    private static final int OVERVIEW_BAR_MM = 20;
    private static final int ZOOM_BAR_MM = 10;

    /** What the enlarged picture outlines; nuclei at its edge would only be cut. */
    static final Set<Structure> MIDBRAIN_STRUCTURES =
            Collections.unmodifiableSet(EnumSet.of(Structure.STN, Structure.SN, Structure.RN));

    private final ModalityPanel panel;
    private final AxialImage image;
    /** By scheme, those that there are. */
    private final Map<LabelScheme, AxialLabels> labels = new LinkedHashMap<>();

    private final Map<AxialPlane, AxialFrame> frames = new LinkedHashMap<>();
    private final IntensityWindow window;

    PanelView(ModalityPanel panel) {
        this.panel = panel;
        this.image = new AxialImage(panel.image());
        panel.nuclei().ifPresent(map -> labels.put(LabelScheme.QSM, new AxialLabels(image, map)));
        panel.nigra().ifPresent(map -> labels.put(LabelScheme.NM, new AxialLabels(image, map)));
        for (AxialPlane level : AxialPlane.values()) {
            frame(level, SIZE_MM, SIZE_MM, PIXEL_MM).ifPresent(frame -> frames.put(level, frame));
        }
        this.window = switch (panel.modality()) {
            case QSM -> IntensityWindow.QSM;
            case T1 -> image.window(frames.values(), 2, 98, 0.12);
            case NM -> image.window(frames.values(), 2, 98, 0.15);
        };
    }

    Modality modality() {
        return panel.modality();
    }

    boolean hasNmTracing() {
        return labels.containsKey(LabelScheme.NM);
    }

    boolean shows(AxialPlane level) {
        return frames.containsKey(level);
    }

    /** Every label map counts alike, however large its nuclei. */
    private Optional<AxialFrame> frame(AxialPlane level, double widthMm, double heightMm, double pixelMm) {
        double[] amounts = new double[image.geometry().nz()];
        labels.forEach((scheme, map) -> {
            double[] own = map.amountBySlice(level.labels(scheme));
            double most = max(own);
            for (int z = 0; z < own.length && most > 0; z++) {
                amounts[z] += own[z] / most;
            }
        });
        int slice = 0;
        for (int z = 1; z < amounts.length; z++) {
            slice = amounts[z] > amounts[slice] ? z : slice;
        }
        if (amounts[slice] == 0) {
            return Optional.empty();
        }
        for (Map.Entry<LabelScheme, AxialLabels> entry : labels.entrySet()) {
            Optional<double[]> middle = entry.getValue().middle(level.labels(entry.getKey()), slice);
            if (middle.isPresent()) {
                return Optional.of(
                        AxialFrame.around(slice, middle.get()[0], middle.get()[1], widthMm, heightMm, pixelMm));
            }
        }
        return Optional.empty();
    }

    private static double max(double[] values) {
        double max = 0;
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    /** The plane of a level with all outlines. */
    Markup overview(AxialPlane level) {
        AxialFrame frame = frames.get(level);
        return picture(
                frame, window, shapes(frame, EnumSet.allOf(Structure.class)), OVERVIEW_BAR_MM, "slice", level.title());
    }

    /** The midbrain, larger. */
    Markup zoom(boolean outlines) {
        AxialFrame frame = zoomFrame();
        IntensityWindow zoomed =
                modality() == Modality.QSM ? QSM_ZOOM_WINDOW : image.window(List.of(frame), 6, 99, 0.15);
        return picture(
                frame,
                zoomed,
                outlines ? shapes(frame, MIDBRAIN_STRUCTURES) : List.of(),
                ZOOM_BAR_MM,
                "zoom",
                "Midbrain enlarged" + (outlines ? "" : ", no outlines"));
    }

    private AxialFrame zoomFrame() {
        return frame(AxialPlane.MIDBRAIN, ZOOM_WIDTH_MM, ZOOM_HEIGHT_MM, ZOOM_PIXEL_MM)
                .orElseThrow();
    }

    /** For captions: height of the plane and what is black and white. */
    String overviewCaption(AxialPlane level) {
        return heightText(frames.get(level));
    }

    String zoomCaption() {
        return heightText(zoomFrame());
    }

    /** What is black and what is white, where that is the same in all reports. */
    static Optional<String> windowText(Modality modality, boolean zoomed) {
        IntensityWindow shown = zoomed ? QSM_ZOOM_WINDOW : IntensityWindow.QSM;
        return modality == Modality.QSM
                ? Optional.of(Format.of(shown.low(), 0) + " to " + Format.of(shown.high(), 0) + " ppb")
                : Optional.empty();
    }

    private String heightText(AxialFrame frame) {
        return "slice " + (frame.slice() + 1) + " (z " + Format.signed(image.heightMm(frame.slice()), 0) + " mm)";
    }

    private Markup picture(
            AxialFrame frame,
            IntensityWindow shown,
            List<Shape> shapes,
            int barMm,
            String cssClass,
            String description) {

        SvgBuilder drawing =
                new SvgBuilder(frame.columns(), frame.rows(), cssClass, description(description, frame, shapes));
        drawing.markup()
                .empty(
                        "image",
                        "width",
                        Integer.toString(frame.columns()),
                        "height",
                        Integer.toString(frame.rows()),
                        "href",
                        image.picture(frame, shown, modality() == Modality.QSM));
        if (!shapes.isEmpty()) {
            drawing.markup().open("g", "class", "outlines");
            shapes.forEach(shape -> add(drawing.markup(), shape));
            drawing.markup().close();
        }
        annotate(drawing, frame, barMm);
        return drawing.done();
    }

    private static void add(Markup markup, Shape shape) {
        markup.open(
                        "path",
                        "d",
                        shape.outline().path(),
                        "stroke",
                        Palette.of(shape.scheme(), shape.nucleus()),
                        "class",
                        shape.minor() ? "outline minor" : "outline")
                .element(
                        "title",
                        ReportTerms.structure(shape.nucleus().structure(), shape.scheme()) + ", "
                                + ReportTerms.side(shape.nucleus().side()))
                .close();
    }

    private static void annotate(SvgBuilder drawing, AxialFrame frame, int barMm) {
        double size = frame.rows() / 19.0;
        drawing.markup().open("g", "class", "annotation", "font-size", Format.coordinate(size));
        double margin = size * 0.55;
        label(drawing.markup(), margin, frame.rows() / 2.0, "start", "R");
        label(drawing.markup(), frame.columns() - margin, frame.rows() / 2.0, "end", "L");
        double length = barMm / frame.pixelMm();
        double right = frame.columns() - margin;
        double bottom = frame.rows() - margin;
        drawing.line(right - length, bottom, right, bottom, "#ffffff", size / 8);
        label(drawing.markup(), right, bottom - size * 0.35, "end", barMm + " mm");
        drawing.markup().close();
    }

    private static void label(Markup markup, double x, double y, String anchor, String text) {
        markup.element("text", text, "x", Format.coordinate(x), "y", Format.coordinate(y), "text-anchor", anchor);
    }

    /** @param minor whether the outline was drawn on another kind of image than the one shown */
    private record Shape(Nucleus nucleus, LabelScheme scheme, Outline outline, boolean minor) {}

    private List<Shape> shapes(AxialFrame frame, Set<Structure> wanted) {
        List<Shape> shapes = new ArrayList<>();
        labels.forEach((scheme, map) -> {
            for (Nucleus nucleus : scheme.nuclei()) {
                if (!wanted.contains(nucleus.structure())) {
                    continue;
                }
                boolean nigra = nucleus.structure() == Structure.SN && labels.size() == 2;
                boolean minor = nigra && (scheme == LabelScheme.NM) != (modality() == Modality.NM);
                map.outline(frame, scheme.labelOf(nucleus).orElseThrow())
                        .ifPresent(outline -> shapes.add(new Shape(nucleus, scheme, outline, minor)));
            }
        });
        return shapes;
    }

    private String description(String what, AxialFrame frame, List<Shape> shapes) {
        StringBuilder text = new StringBuilder(what)
                .append(" on ")
                .append(modality().title())
                .append(", axial, ")
                .append(heightText(frame))
                .append(", patient\u2019s right at the left");
        if (!shapes.isEmpty()) {
            text.append(". Outlined: ");
            for (Side side : Side.values()) {
                text.append(side == Side.RIGHT ? "right " : "; left ")
                        .append(String.join(
                                ", ",
                                shapes.stream()
                                        .filter(s -> s.nucleus().side() == side)
                                        .map(s -> ReportTerms.structure(
                                                        s.nucleus().structure(), s.scheme())
                                                .toLowerCase(Locale.ROOT))
                                        .toList()));
            }
        }
        return text.toString();
    }
}
