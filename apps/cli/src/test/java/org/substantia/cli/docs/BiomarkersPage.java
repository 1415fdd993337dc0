package org.substantia.cli.docs;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.BiomarkerDefinition;

/** {@code docs/reference/biomarkers.md}: every biomarker of the catalog, one line per measure. */
final class BiomarkersPage {
    private static final String HEAD = """
            # Biomarkers

            What `predict`, `biomarkers` and `train diagnosis` measure. `ReferencePagesTest` makes this page
            from `BiomarkerCatalog`. How the less common ones are measured:
            [explanation](../explanation/biomarkers.md). How well they are recovered in synthetic patients:
            [results](../results/biomarkers.md).

            A name is `region.measure`:

            | name | is |
            |---|---|
            | `SN_r.qsm.mean`, `SN_l.qsm.mean` | the measure on the right or the left side |
            | `SN.qsm.mean` | the mean of both sides |
            | `SN.asymmetry.qsm` | a comparison of the sides |
            | `image.nm.mean` | a measure of the whole image |

            A biomarker that cannot be measured, because an image is missing or a mask is empty, is absent.
            The unit 1 stands for a number without a unit.

            Leading biomarkers are those for which the literature reports a difference between Parkinson's
            disease and health:

            | leading biomarker | description |
            |---|---|
            %s
            ## All of them

            | regions | measure | sides | unit | description | source |
            |---|---|---|---|---|---|
            """;

    /** What one line of the table says of its measure. */
    private record Measure(String name, String unit, String description, String source) {}

    private record Extent(Set<String> regions, Set<String> sides) {}

    private BiomarkersPage() {}

    static String text() {
        Map<Measure, Extent> lines = new LinkedHashMap<>();
        for (BiomarkerDefinition definition : BiomarkerCatalog.all()) {
            add(definition, lines);
        }
        StringBuilder page = new StringBuilder(HEAD.formatted(leading()));
        lines.forEach((measure, extent) -> page.append(line(measure, extent)));
        return page.toString();
    }

    private static String leading() {
        StringBuilder list = new StringBuilder();
        for (BiomarkerDefinition definition : BiomarkerCatalog.all()) {
            if (BiomarkerCatalog.isLeading(definition.name())) {
                list.append("| `")
                        .append(definition.name())
                        .append("` | ")
                        .append(definition.description())
                        .append(" |\n");
            }
        }
        return list.toString();
    }

    private static void add(BiomarkerDefinition definition, Map<Measure, Extent> lines) {
        String name = definition.name();
        boolean wholeImage = name.startsWith(BiomarkerCatalog.IMAGE_PREFIX);
        int dot = name.indexOf('.');
        String region = wholeImage ? "whole image" : name.substring(0, dot);
        String side = region.endsWith("_r") ? "right" : region.endsWith("_l") ? "left" : "both";
        String bare = side.equals("both") ? region : region.substring(0, region.length() - 2);
        Measure measure = new Measure(
                wholeImage ? name : name.substring(dot + 1),
                definition.unit(),
                definition.description(),
                definition.source());
        Extent extent =
                lines.computeIfAbsent(measure, key -> new Extent(new LinkedHashSet<>(), new LinkedHashSet<>()));
        extent.regions().add(bare);
        extent.sides().add(side);
    }

    private static String line(Measure measure, Extent extent) {
        String sides = extent.sides().size() == 1 ? "one" : "right, left, mean";
        return "| " + String.join(", ", extent.regions()) + " | `" + measure.name() + "` | " + sides + " | "
                + measure.unit() + " | " + measure.description() + " | " + measure.source() + " |\n";
    }
}
