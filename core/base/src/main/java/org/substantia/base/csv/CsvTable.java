package org.substantia.base.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.substantia.base.io.AtomicFiles;

/**
 * Builds a table as comma-separated text (RFC 4180, but {@code \n} line ends): a field that holds a comma, a quote or a
 * line end is quoted, so that whatever names came from outside, the rows keep their columns. Not thread-safe.
 */
public final class CsvTable {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private final StringBuilder text = new StringBuilder();
    private final int columns;

    public CsvTable(List<String> header) {
        columns = header.size();
        row(header);
    }

    public CsvTable(String... header) {
        this(List.of(header));
    }

    /**
     * @param fields one a column; {@code null} is an empty field
     * @throws IllegalArgumentException if their number is not that of the columns
     */
    public CsvTable row(List<?> fields) {
        if (fields.size() != columns) {
            throw new IllegalArgumentException("a row of " + fields.size() + " fields in a table of " + columns);
        }
        try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
            printer.printRecord(fields);
        } catch (IOException e) {
            throw new UncheckedIOException("a string builder takes all text", e);
        }
        return this;
    }

    /** Header and rows, each with its line end. */
    public String text() {
        return text.toString();
    }

    /** Writes the table in UTF-8. */
    public void write(Path file) throws IOException {
        AtomicFiles.writeText(file, text);
    }
}
