package org.substantia.report.patient.page;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.report.chart.Palette;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.ReportTerms;

/** The images: the midbrain enlarged, and planes through all nuclei. */
final class PicturesSection {
    private PicturesSection() {}

    static void addMidbrain(Markup page, List<PanelView> views) {
        List<PanelView> shown = views.stream()
                .filter(view -> view.modality() != Modality.T1 && view.shows(AxialPlane.MIDBRAIN))
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        page.open("section", "class", "midbrain", "aria-labelledby", "midbrain");
        heading(page, "Midbrain", "midbrain");
        page.open("div", "class", "pairs");
        for (PanelView view : shown) {
            page.open("figure");
            page.open("div", "class", "pair");
            page.add(view.zoom(false));
            page.add(view.zoom(true));
            page.close();
            page.element(
                    "figcaption",
                    ReportTerms.modality(view.modality()) + ", " + view.zoomCaption()
                            + PanelView.windowText(view.modality(), true)
                                    .map(window -> ", window " + window)
                                    .orElse(""));
            page.close();
        }
        page.close();
        legend(page, PanelView.MIDBRAIN_STRUCTURES, views);
        page.close();
    }

    static void addPlanes(Markup page, List<PanelView> views) {
        boolean any = views.stream().anyMatch(view -> anyLevel(view));
        if (!any) {
            return;
        }
        page.open("section", "class", "planes", "aria-labelledby", "planes");
        heading(page, "Deep gray matter nuclei", "planes");
        page.open("div", "class", "legend-line");
        legend(page, EnumSet.allOf(Structure.class), views);
        page.close();
        for (AxialPlane level : AxialPlane.values()) {
            page.open("div", "class", "level");
            page.element("h3", level.title());
            page.open("div", "class", "columns");
            for (PanelView view : views) {
                page.open("figure");
                if (view.shows(level)) {
                    page.add(view.overview(level));
                    page.element("figcaption", caption(view, level));
                } else {
                    page.element("div", "not in view", "class", "absent");
                    page.element("figcaption", ReportTerms.modality(view.modality()));
                }
                page.close();
            }
            page.close();
            page.close();
        }
        page.close();
    }

    private static String caption(PanelView view, AxialPlane level) {
        Optional<String> window = PanelView.windowText(view.modality(), false);
        return view.modality() + ", " + view.overviewCaption(level)
                + window.map(text -> ", " + text).orElse("");
    }

    private static boolean anyLevel(PanelView view) {
        for (AxialPlane level : AxialPlane.values()) {
            if (view.shows(level)) {
                return true;
            }
        }
        return false;
    }

    private static void heading(Markup page, String title, String id) {
        page.open("div", "class", "heading");
        page.element("h2", title, "id", id);
        page.element("label", "outlines", "for", "outlines", "class", "switch");
        page.close();
    }

    private static void legend(Markup page, Set<Structure> structures, List<PanelView> views) {
        page.open("ul", "class", "legend");
        for (Structure structure : structures) {
            entry(page, Palette.of(structure), structure.symbol(), structure.title());
        }
        if (views.stream().anyMatch(PanelView::hasNmTracing)) {
            entry(page, Palette.NM_NIGRA, "SN on NM", "as traced in the neuromelanin image");
        }
        page.close();
        page.element(
                "p",
                "Radiological convention: the patient\u2019s right (R) is at the left of the picture. "
                        + "Dashed: traced on another image.",
                "class",
                "note");
    }

    private static void entry(Markup page, String color, String symbol, String title) {
        page.open("li");
        page.element("span", "", "class", "swatch", "style", "border-color:" + color);
        page.element("b", symbol).text(" " + title);
        page.close();
    }
}
