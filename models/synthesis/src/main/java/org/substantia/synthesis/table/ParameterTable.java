package org.substantia.synthesis.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table of numbers from a CSV file on the class path: the first column names the row, the header the others. Columns
 * of text, such as the sources, are for readers of the file. Immutable and thread-safe.
 */
public final class ParameterTable {
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .setCommentMarker('#')
            .get();

    private final String name;
    private final Map<String, CSVRecord> rows = new HashMap<>();

    private ParameterTable(String name) {
        this.name = name;
    }

    /**
     * @param owner a type beside which the file lies
     * @throws IllegalStateException if there is no such file, or two of its rows have one name
     */
    public static ParameterTable of(Class<?> owner, String fileName) {
        ParameterTable table = new ParameterTable(fileName);
        try (InputStream in = owner.getResourceAsStream(fileName)) {
            if (in == null) {
                throw new IllegalStateException(fileName + " is missing from the program's files");
            }
            try (CSVParser parser = CSVParser.parse(new InputStreamReader(in, StandardCharsets.UTF_8), FORMAT)) {
                for (CSVRecord row : parser) {
                    if (table.rows.put(row.get(0), row) != null) {
                        throw new IllegalStateException(fileName + " has two rows " + row.get(0));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a file of the program cannot be read", e);
        }
        return table;
    }

    public boolean has(String row) {
        return rows.containsKey(row);
    }

    /** @throws IllegalStateException if the table has no such number */
    public double number(String row, String column) {
        try {
            return Optional.ofNullable(rows.get(row))
                    .map(record -> Double.parseDouble(record.get(column)))
                    .orElseThrow(() -> new IllegalStateException(name + " has no row " + row));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(name + " has no number in row " + row + ", column " + column, e);
        }
    }

    /** The number in the column {@code value}. */
    public double value(String row) {
        return number(row, "value");
    }
}
