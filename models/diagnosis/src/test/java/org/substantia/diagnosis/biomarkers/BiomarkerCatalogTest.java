package org.substantia.diagnosis.biomarkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BiomarkerCatalogTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "reference", "biomarkers.md");

    /** A line of the page's table. */
    private static String line(BiomarkerCatalog.Row row) {
        BiomarkerDefinition definition = row.definition();
        boolean image = row.regions().equals(List.of(Region.IMAGE));
        String regions = image
                ? "whole image"
                : row.regions().stream().map(Region::symbol).collect(Collectors.joining(", "));
        String measure =
                (image ? "image." : row.comparison() == Comparison.ASYMMETRY ? "asymmetry." : "") + row.measure();
        return "| " + regions + " | `" + measure + "` | " + (row.hasSides() ? "right, left, mean" : "one") + " | "
                + definition.unit() + " | " + definition.description() + " | " + definition.source() + " |";
    }

    @Test
    void thePageListsEveryBiomarkerWithUnitAndSource() throws Exception {
        List<String> page = Files.readAllLines(PAGE);
        for (BiomarkerCatalog.Row row : BiomarkerCatalog.table()) {
            assertThat(page).contains(line(row));
        }
    }

    @Test
    void namesAreUniqueAndTellRegionAndMeasure() {
        assertThat(BiomarkerCatalog.all()).extracting(BiomarkerDefinition::id).doesNotHaveDuplicates();
        assertThat(BiomarkerCatalog.find(BiomarkerId.parse("SN_r.qsm.mean"))).hasValueSatisfying(definition -> {
            assertThat(definition.unit()).isEqualTo("ppb");
            assertThat(definition.source()).isNotBlank();
        });
        assertThat(BiomarkerCatalog.find(BiomarkerId.parse("SN.qsm.color"))).isEmpty();
    }

    @Test
    void leadingBiomarkersAreInTheCatalog() {
        assertThat(BiomarkerCatalog.all().stream().filter(BiomarkerDefinition::leading))
                .hasSize(14);
    }
}
