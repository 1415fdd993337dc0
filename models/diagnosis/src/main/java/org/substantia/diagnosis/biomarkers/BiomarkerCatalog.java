package org.substantia.diagnosis.biomarkers;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.substantia.base.json.EnumNames;
import org.substantia.cohort.anatomy.Side;

/**
 * Every biomarker there is, in a fixed order: the table {@code biomarkers.csv} beside this class, which names the
 * source of each. To add a biomarker is to add a row there and to measure it.
 *
 * <p>Leading are the nigra's biomarkers by published reports (meta-analysis PMC7270360; PMC5765262; hbm.26399; Schwarz
 * et al. 2014) and those of the nuclei whose group means differ in Ruijin-PD's published statistics.
 */
public final class BiomarkerCatalog {
    private static final String TABLE = "biomarkers.csv";

    private static final List<Row> ROWS = read();
    private static final Map<BiomarkerId, BiomarkerDefinition> BY_ID = byId();

    private BiomarkerCatalog() {}

    /**
     * One measure of several regions.
     *
     * @param regions what it is measured on
     * @param comparison none, or an asymmetry
     * @param measure what is measured
     * @param definition of the measure, whatever the region
     * @param leading the regions of which it is a leading biomarker
     */
    record Row(
            List<Region> regions,
            Comparison comparison,
            String measure,
            BiomarkerDefinition definition,
            List<Region> leading) {
        /** Whether the right and the left side have values of their own. */
        boolean hasSides() {
            return comparison == Comparison.NONE && !regions.contains(Region.IMAGE);
        }

        List<BiomarkerDefinition> definitions() {
            List<BiomarkerDefinition> definitions = new ArrayList<>();
            for (Region region : regions) {
                if (hasSides()) {
                    for (Side side : Side.values()) {
                        definitions.add(of(BiomarkerId.of(region, side, measure), false));
                    }
                }
                BiomarkerId both = new BiomarkerId(region, Optional.empty(), measure, comparison);
                definitions.add(of(both, leading.contains(region)));
            }
            return definitions;
        }

        private BiomarkerDefinition of(BiomarkerId id, boolean isLeading) {
            BiomarkerDefinition d = definition;
            return new BiomarkerDefinition(
                    id,
                    d.title(),
                    d.unit(),
                    d.minimum(),
                    d.maximum(),
                    d.description(),
                    d.source(),
                    d.family(),
                    isLeading);
        }
    }

    static List<Row> table() {
        return ROWS;
    }

    /** In the order in which they are measured and listed. */
    public static List<BiomarkerDefinition> all() {
        return List.copyOf(BY_ID.values());
    }

    public static Optional<BiomarkerDefinition> find(BiomarkerId id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    private static Map<BiomarkerId, BiomarkerDefinition> byId() {
        Map<BiomarkerId, BiomarkerDefinition> definitions = new LinkedHashMap<>();
        for (Row row : ROWS) {
            row.definitions().forEach(definition -> definitions.put(definition.id(), definition));
        }
        return definitions;
    }

    private static List<Row> read() {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (InputStream in = BiomarkerCatalog.class.getResourceAsStream(TABLE);
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return format.parse(text).stream().map(BiomarkerCatalog::row).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the table of biomarkers cannot be read", e);
        }
    }

    private static Row row(CSVRecord row) {
        List<Region> regions = regions(row.get("regions"));
        Comparison comparison = row.get("comparison").isEmpty()
                ? Comparison.NONE
                : EnumNames.parse(Comparison.class, row.get("comparison"));
        String measure = row.get("measure");
        BiomarkerDefinition definition = new BiomarkerDefinition(
                new BiomarkerId(regions.get(0), Optional.empty(), measure, comparison),
                row.get("title"),
                row.get("unit"),
                bound(row.get("minimum"), Double.NEGATIVE_INFINITY),
                bound(row.get("maximum"), Double.POSITIVE_INFINITY),
                row.get("description"),
                row.get("source"),
                EnumNames.parse(BiomarkerFamily.class, row.get("family")),
                false);
        return new Row(regions, comparison, measure, definition, regions(row.get("leading")));
    }

    private static double bound(String text, double none) {
        return text.isEmpty() ? none : Double.parseDouble(text);
    }

    private static List<Region> regions(String symbols) {
        return symbols.isEmpty()
                ? List.of()
                : Arrays.stream(symbols.split(" ")).map(Region::parse).toList();
    }
}
