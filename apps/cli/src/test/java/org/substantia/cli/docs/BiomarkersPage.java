package org.substantia.cli.docs;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.substantia.cohort.anatomy.Side;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.BiomarkerDefinition;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Region;

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
            if (definition.leading()) {
                list.append("| `")
                        .append(definition.id().name())
                        .append("` | ")
                        .append(definition.description())
                        .append(" |\n");
            }
        }
        return list.toString();
    }

    private static void add(BiomarkerDefinition definition, Map<Measure, Extent> lines) {
        BiomarkerId id = definition.id();
        boolean wholeImage = id.region() == Region.IMAGE;
        String name = id.name();
        Measure measure = new Measure(
                wholeImage ? name : name.substring(name.indexOf('.') + 1),
                definition.unit(),
                definition.description(),
                definition.source());
        Extent extent = lines.computeIfAbsent(measure, key -> new Extent(new LinkedHashSet<>(), new LinkedHashSet<>()));
        extent.regions().add(wholeImage ? "whole image" : id.region().symbol());
        extent.sides().add(id.side().map(Side::name).orElse("both"));
    }

    private static String line(Measure measure, Extent extent) {
        String sides = extent.sides().size() == 1 ? "one" : "right, left, mean";
        return "| " + String.join(", ", extent.regions()) + " | `" + measure.name() + "` | " + sides + " | "
                + measure.unit() + " | " + measure.description() + " | " + measure.source() + " |\n";
    }
}
