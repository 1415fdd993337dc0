package org.substantia.report.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.substantia.report.chart.CurveChart;
import org.substantia.scoring.statistics.Interval;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class AdaptationHtmlTest {
    private static Optional<Interval> interval(double low, double high) {
        return Optional.of(new Interval((low + high) / 2, low, high, 0.95, 0, 0));
    }

    private static AdaptationReport report() {
        List<AdaptationReport.Row> rows = new ArrayList<>();
        for (int amount : List.of(10, 20, 40)) {
            rows.add(new AdaptationReport.Row(
                    "shipped", amount, 15, 0.87, interval(0.84, 0.9), OptionalDouble.empty(), Optional.empty()));
        }
        for (int amount : List.of(10, 20, 40)) {
            double mean = 0.75 + amount / 400.0;
            rows.add(new AdaptationReport.Row(
                    "biomarkers",
                    amount,
                    14,
                    mean,
                    interval(mean - 0.05, mean + 0.05),
                    OptionalDouble.of(mean - 0.87),
                    interval(mean - 0.9, mean - 0.84)));
        }
        return new AdaptationReport(
                "Adaptation to <cohort>",
                List.of("60 cases, 5 folds, 3 seeds."),
                List.of(
                        new AdaptationReport.Method("shipped", "As it is."),
                        new AdaptationReport.Method("biomarkers", "Alone.")),
                List.of(new AdaptationReport.Measure("AUROC", 3, rows)),
                List.of(new AdaptationReport.Cost("biomarkers", 10, 13, 1.25, OptionalLong.of(512))),
                List.of("biomarkers, 10 cases, fold 1 of seed 2: all of one diagnosis"),
                Map.of("cohort", "cohort"));
    }

    private static Document page() throws Exception {
        String html = AdaptationHtml.html(report());
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(html.replaceFirst("<!DOCTYPE html>", ""))));
    }

    @Test
    void thePageIsWellFormedAndShowsEveryNumberBesideTheCharts() throws Exception {
        Document page = page();

        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(2);
        String text = page.getDocumentElement().getTextContent();
        assertThat(text)
                .contains("Adaptation to <cohort>")
                .contains("0.775")
                .contains("0.725 to 0.825")
                .contains("\u22120.095")
                .contains("512 MiB")
                .contains("all of one diagnosis")
                .contains("As it is. The control.");
    }

    /** Two points and the one in the legend. */
    @Test
    void chartsDrawOneMarkAndOneIntervalForEachPoint() {
        CurveChart.Curve curve = new CurveChart.Curve(
                "one", List.of(new CurveChart.Point(10, 0.5, 0.4, 0.6), new CurveChart.Point(100, 0.7, 0.6, 0.8)));

        String svg =
                new CurveChart("what", "amount", List.of(curve), false).svg().toString();

        assertThat(svg.split("<circle", -1)).hasSize(1 + 2 + 1);
        assertThat(svg).contains(">10<").contains(">100<").contains(">one<");
    }

    @Test
    void amountsAreSpacedByTheirRatios() {
        CurveChart.Curve curve = new CurveChart.Curve(
                "one",
                List.of(
                        new CurveChart.Point(10, 0.5, 0.5, 0.5),
                        new CurveChart.Point(20, 0.6, 0.6, 0.6),
                        new CurveChart.Point(40, 0.7, 0.7, 0.7)));

        String svg =
                new CurveChart("what", "amount", List.of(curve), false).svg().toString();

        List<Double> places = new ArrayList<>();
        Matcher circles = Pattern.compile("<circle cx=\"([0-9.]+)\"").matcher(svg);
        while (circles.find()) {
            places.add(Double.parseDouble(circles.group(1)));
        }
        assertThat(places.get(2) - places.get(1)).isCloseTo(places.get(3) - places.get(2), within(0.02));
    }

    @Test
    void moreCurvesThanCanBeToldApartAreRefused() {
        List<CurveChart.Curve> many = new ArrayList<>();
        for (int i = 0; i <= CurveChart.MAX_CURVES; i++) {
            many.add(new CurveChart.Curve("c" + i, List.of()));
        }

        assertThatThrownBy(() -> new CurveChart("what", "amount", many, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
