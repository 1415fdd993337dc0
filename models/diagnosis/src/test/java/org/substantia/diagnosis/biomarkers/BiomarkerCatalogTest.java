package org.substantia.diagnosis.biomarkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BiomarkerCatalogTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "reference", "biomarkers.md");

    /** A line of the page's table. */
    private static String line(BiomarkerCatalog.Row row) {
        return "| " + (row.regions().isEmpty() ? "whole image" : String.join(", ", row.regions())) + " | `"
                + row.measure() + "` | " + (row.oneValue() ? "one" : "right, left, mean") + " | " + row.unit() + " | "
                + row.description() + " | " + row.source() + " |";
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
        assertThat(BiomarkerCatalog.all()).extracting(BiomarkerDefinition::name).doesNotHaveDuplicates();
        assertThat(BiomarkerCatalog.find("SN_r.qsm.mean")).hasValueSatisfying(definition -> {
            assertThat(definition.unit()).isEqualTo("ppb");
            assertThat(definition.source()).isNotBlank();
        });
        assertThat(BiomarkerCatalog.find("SN.qsm.colour")).isEmpty();
    }

    @Test
    void leadingBiomarkersAreInTheCatalogue() {
        assertThat(BiomarkerCatalog.all().stream().filter(definition -> BiomarkerCatalog.isLeading(definition.name())))
                .hasSize(14);
    }
}
