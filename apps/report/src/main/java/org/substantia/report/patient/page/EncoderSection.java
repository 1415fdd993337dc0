package org.substantia.report.patient.page;

import java.util.List;
import org.substantia.base.text.Format;
import org.substantia.report.chart.EvidenceBar;
import org.substantia.report.chart.SliceStrip;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.EncoderPanel;

/** What an encoder says, and which slices of which region it looked at. */
final class EncoderSection {
    private static final double LONGEST = 1.5;
    /** What would be written as 0.0. */
    private static final double LEAST_POINTS = 0.05;

    private EncoderSection() {}

    static void add(Markup page, EncoderPanel encoder) {
        page.open("section", "class", "encoder", "aria-labelledby", "encoder");
        page.element("h2", "What the image encoder looked at", "id", "encoder");
        page.open("p");
        page.element("b", Format.percent(encoder.probability()));
        page.text(" probability of Parkinson\u2019s disease by the encoder alone (" + encoder.name() + "). ");
        page.text(
                encoder.counts()
                        ? "It is part of the assessment, on which its effect is " + EvidenceBar.text(encoder.logOdds())
                                + "."
                        : "It is not part of the assessment, which rests on the markers.");
        page.close();
        double longest = Math.max(
                LONGEST,
                encoder.regions().stream()
                        .mapToDouble(region -> Math.abs(region.logOdds()))
                        .max()
                        .orElse(0));
        page.open("table", "class", "evidence-table");
        page.open("thead").open("tr");
        page.element("th", "Region", "scope", "col");
        page.element("th", "Weight of each slice, from the feet to the head", "scope", "col");
        page.element("th", "Effect within the encoder", "scope", "col", "colspan", "2");
        page.close().close();
        page.open("tbody");
        for (EncoderPanel.Region region : encoder.regions()) {
            page.open("tr");
            page.element("th", region.title(), "scope", "row");
            page.open("td").add(SliceStrip.of(region.sliceWeights())).close();
            page.open("td").add(EvidenceBar.of(region.logOdds(), longest)).close();
            page.element("td", EvidenceBar.text(region.logOdds()), "class", "effect");
            page.close();
        }
        page.close().close();
        page.element(
                "p",
                "Dashed: where every slice would count the same. Weights tell where the encoder looked, not that"
                        + " disease is there.",
                "class",
                "note");
        encoder.heatMap().ifPresent(map -> add(page, map));
        page.close();
    }

    private static void add(Markup page, EncoderPanel.HeatMap map) {
        page.open("figure", "class", "patch-map");
        page.add(PatchMap.of(map));
        page.element(
                "figcaption",
                map.title() + ", slice " + map.slice() + " of " + map.slices()
                        + ", the one that counted most; the patient\u2019s right is at the left. "
                        + effect(extreme(map, -1), extreme(map, 1))
                        + " This tells what the encoder\u2019s answer depends on, not where disease is.");
        page.close();
    }

    private static String effect(double lowest, double highest) {
        if (Math.max(-lowest, highest) < LEAST_POINTS) {
            return "No part alone changes the encoder\u2019s probability by 0.1 points when it is hidden.";
        }
        return "Colored by how much of the encoder\u2019s probability is lost when that part is hidden, from "
                + Format.signed(lowest, 1) + " to " + Format.signed(highest, 1)
                + " points: orange parts speak for Parkinson\u2019s disease, blue ones against it.";
    }

    private static double extreme(EncoderPanel.HeatMap map, int sign) {
        return sign
                * map.points().stream()
                        .flatMap(List::stream)
                        .mapToDouble(points -> sign * points)
                        .max()
                        .orElse(0);
    }
}
