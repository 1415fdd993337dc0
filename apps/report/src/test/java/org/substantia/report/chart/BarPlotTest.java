package org.substantia.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class BarPlotTest {
    private static final List<String> CATEGORIES = List.of("CN_r", "STN_r & <more>");

    @Test
    void drawsBarsInProportionToTheirValuesAndLeavesGapsForMissingOnes() throws Exception {
        List<Element> bars = elements(plot(List.of(4.0, Double.NaN), List.of(2.0, 1.0)), "rect", "#56b4e9", "#d55e00");

        // Two bars of the first category, one of the second, and two swatches of the legend.
        assertThat(bars).hasSize(5);
        double first = height(bars.get(0));
        assertThat(height(bars.get(1))).isCloseTo(first / 2, org.assertj.core.data.Offset.offset(0.02));
        assertThat(height(bars.get(2))).isCloseTo(first / 4, org.assertj.core.data.Offset.offset(0.02));
    }

    @Test
    void marksPublishedMeansAtTheHeightOfEqualBars() throws Exception {
        Document svg = plot(List.of(4.0, 3.0), List.of(2.0, 1.0));

        Element bar = elements(svg, "rect", "#56b4e9").get(0);
        Element mark = elements(svg, "line", "#111111").get(0);
        assertThat(mark.getAttribute("y1")).isEqualTo(bar.getAttribute("y"));
    }

    @Test
    void writesTextThatXmlCanHold() throws Exception {
        NodeList texts = plot(List.of(4.0, 3.0), List.of(2.0, 1.0)).getElementsByTagName("text");

        List<String> all = new ArrayList<>();
        for (int i = 0; i < texts.getLength(); i++) {
            all.add(texts.item(i).getTextContent());
        }
        assertThat(all).contains("STN_r & <more>", "Volume", "cm3", "published mean");
    }

    @Test
    void refusesGroupsOfAnotherLength() {
        BarPlot.Group two = group("healthy", List.of(1.0, 2.0), Optional.empty());
        assertThatThrownBy(() -> new BarPlot("t", "u", List.of("CN_r"), List.of(two), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("healthy: 2 values for 1 categories");
    }

    private static Document plot(List<Double> first, List<Double> second) throws Exception {
        BarPlot plot = new BarPlot(
                "Volume",
                "cm3",
                CATEGORIES,
                List.of(
                        group(
                                "healthy",
                                first,
                                Optional.of(new BarPlot.Reference("published mean", List.of(4.0, 3.0)))),
                        group("PD", second, Optional.empty())),
                Optional.empty());
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(plot.svg().getBytes(StandardCharsets.UTF_8)));
    }

    private static BarPlot.Group group(String name, List<Double> means, Optional<BarPlot.Reference> reference) {
        return new BarPlot.Group(name, means, List.of(0.0, 0.0), reference);
    }

    private static double height(Element rectangle) {
        return Double.parseDouble(rectangle.getAttribute("height"));
    }

    private static List<Element> elements(Document svg, String tag, String... colors) {
        List<Element> found = new ArrayList<>();
        NodeList all = svg.getElementsByTagName(tag);
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (List.of(colors).contains(element.getAttribute(tag.equals("rect") ? "fill" : "stroke"))) {
                found.add(element);
            }
        }
        return found;
    }
}
