package org.substantia.report.patient.page;

import java.util.List;
import org.substantia.base.text.Format;
import org.substantia.report.chart.DensityChart;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.MarkerPlot;

/** The leading markers on the cohort's distributions. */
final class MarkersSection {
    private MarkersSection() {}

    static void add(Markup page, List<MarkerPlot> markers) {
        if (markers.isEmpty()) {
            return;
        }
        page.open("section", "class", "markers", "aria-labelledby", "markers");
        page.element("h2", "Markers of the substantia nigra in the cohort", "id", "markers");
        page.open("ul", "class", "key");
        page.open("li")
                .element("span", "", "class", "patch healthy")
                .text("healthy")
                .close();
        page.open("li")
                .element("span", "", "class", "patch parkinson")
                .text("Parkinson\u2019s disease")
                .close();
        page.open("li")
                .element("span", "", "class", "patch patient")
                .text("this patient")
                .close();
        page.close();
        page.open("div", "class", "small-multiples");
        for (MarkerPlot marker : markers) {
            page.open("figure");
            page.open("figcaption");
            page.element("b", marker.name());
            page.text(" " + place(marker));
            page.close();
            page.add(DensityChart.of(marker));
            if (!marker.meaning().isEmpty()) {
                page.element("p", marker.meaning(), "class", "note");
            }
            page.close();
        }
        page.close().close();
    }

    private static String place(MarkerPlot marker) {
        if (marker.value().isEmpty()) {
            return "not measured";
        }
        double value = marker.value().getAsDouble();
        double z = (value - marker.healthy().mean()) / marker.healthy().deviation();
        return Format.signed(z, 1) + " SD from healthy";
    }
}
