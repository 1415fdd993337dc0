package org.substantia.viewer.picture;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.report.chart.Palette;
import org.substantia.report.html.Markup;
import org.substantia.report.picture.AxialFrame;
import org.substantia.report.picture.AxialImage;
import org.substantia.report.picture.AxialLabels;
import org.substantia.report.picture.IntensityWindow;
import org.substantia.report.picture.Outline;

/**
 * A case at a glance, as an SVG picture that is a file of its own: the axial plane with most of the midbrain's nuclei,
 * enlarged, and the outlines of all nuclei in it; without a mask, the middle plane of the whole image. The patient's
 * right is at the left.
 */
public final class Thumbnail {
    private static final int COLUMNS = 144;
    private static final int ROWS = 108;
    private static final double NUCLEI_PIXEL_MM = 0.5;
    private static final double HEAD_PIXEL_MM = 2;
    private static final double LOW_PERCENT = 2;
    private static final double HIGH_PERCENT = 99;
    private static final double HEADROOM = 0.15;

    private Thumbnail() {}

    /**
     * Draws one.
     *
     * @param modality of the image
     * @param image in any storage order
     * @param scheme of the mask
     * @param mask on any grid in the same space
     */
    public static String svg(Modality modality, Volume image, LabelScheme scheme, Optional<LabelMap> mask) {
        AxialImage axial = new AxialImage(image);
        Optional<AxialLabels> labels = mask.map(map -> new AxialLabels(axial, map));
        AxialFrame frame = labels.flatMap(map -> around(map, scheme)).orElseGet(() -> middle(axial));
        IntensityWindow window = modality == Modality.QSM
                ? IntensityWindow.QSM
                : axial.window(Set.of(frame), LOW_PERCENT, HIGH_PERCENT, HEADROOM);
        Markup svg = new Markup()
                .open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "viewBox",
                        "0 0 " + COLUMNS + " " + ROWS,
                        "width",
                        Integer.toString(COLUMNS),
                        "height",
                        Integer.toString(ROWS));
        svg.empty(
                "image",
                "width",
                Integer.toString(COLUMNS),
                "height",
                Integer.toString(ROWS),
                "href",
                axial.picture(frame, window, modality == Modality.QSM));
        labels.ifPresent(map -> {
            for (Nucleus nucleus : scheme.nuclei()) {
                map.outline(frame, scheme.labelOf(nucleus).orElseThrow())
                        .ifPresent(outline -> draw(svg, outline, Palette.of(scheme, nucleus)));
            }
        });
        return svg.close().toString();
    }

    /** The plane that cuts most of the midbrain's nuclei, or of all where it shows none of those. */
    private static Optional<AxialFrame> around(AxialLabels labels, LabelScheme scheme) {
        Set<Integer> all = labelsOf(scheme, Set.of(Structure.values()));
        Set<Integer> midbrain = labelsOf(scheme, Set.of(Structure.SN, Structure.RN));
        for (Set<Integer> wanted : List.of(midbrain, all)) {
            double[] amounts = labels.amountBySlice(wanted);
            int slice = 0;
            for (int z = 1; z < amounts.length; z++) {
                slice = amounts[z] > amounts[slice] ? z : slice;
            }
            Optional<double[]> middle = labels.middle(wanted, slice);
            if (middle.isPresent() && amounts[slice] > 0) {
                return Optional.of(
                        new AxialFrame(slice, middle.get()[0], middle.get()[1], COLUMNS, ROWS, NUCLEI_PIXEL_MM));
            }
        }
        return Optional.empty();
    }

    private static Set<Integer> labelsOf(LabelScheme scheme, Set<Structure> structures) {
        return scheme.nuclei().stream()
                .filter(nucleus -> structures.contains(nucleus.structure()))
                .map(nucleus -> scheme.labelOf(nucleus).orElseThrow())
                .collect(Collectors.toSet());
    }

    private static AxialFrame middle(AxialImage image) {
        return new AxialFrame(
                image.geometry().nz() / 2,
                (image.geometry().nx() - 1) / 2.0,
                (image.geometry().ny() - 1) / 2.0,
                COLUMNS,
                ROWS,
                HEAD_PIXEL_MM);
    }

    /** With a dark rim, to stay visible on white. */
    private static void draw(Markup svg, Outline outline, String color) {
        String path = outline.path();
        svg.empty(
                "path",
                "d",
                path,
                "fill",
                "none",
                "stroke",
                "#000000",
                "stroke-opacity",
                "0.55",
                "stroke-width",
                "2.2");
        svg.empty("path", "d", path, "fill", "none", "stroke", color, "stroke-width", "1.1");
    }
}
