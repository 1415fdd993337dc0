package org.substantia.cohort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.LabelTable.Row;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;

/** Reads one table; kept apart for the columns and faults it has found. */
final class LabelTableReader {
    private static final double MAX_AGE = 130;
    private static final String DIAGNOSIS = "diagnosis";

    /** How the rows are separated into cells, in the order in which separators are looked for. */
    private static final char[] SEPARATORS = {'\t', ',', ';'};

    private final String source;
    private final List<String> labelColumns;
    private final LabelsNeeded needed;
    private final Map<String, Integer> columns = new HashMap<>();
    private final SortedMap<String, Row> rows = new TreeMap<>();

    /** By patient, what the rows read so far disagree on; a later row cannot settle it. */
    private final Map<String, Set<String>> disagreements = new HashMap<>();

    private final List<TableFault> faults = new ArrayList<>();
    private boolean decimalComma;
    private int width;

    /** Whether a table without a column of labels is no use. */
    enum LabelsNeeded {
        ALWAYS,
        /** BIDS prescribes no name for such a column of its table of participants. */
        UNLESS_BIDS,
        NEVER
    }

    /** @param labelColumns names of the column of labels, the first that is there counts */
    LabelTableReader(String source, List<String> labelColumns, LabelsNeeded needed) {
        this.source = source;
        this.labelColumns = labelColumns;
        this.needed = needed;
    }

    LabelTable read(ByteSource file) throws CohortException {
        String text = TableText.of(file);
        int skipped = 0;
        char named = '\n';
        // Excel's own way to name the separator.
        if (text.regionMatches(true, 0, "sep=", 0, 4)) {
            named = text.length() > 4 ? text.charAt(4) : named;
            int end = text.indexOf('\n');
            text = end < 0 ? "" : text.substring(end + 1);
            skipped = 1;
        }
        char separator = canSeparate(named) ? named : separatorOf(text);
        decimalComma = separator != ',';
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setIgnoreSurroundingSpaces(true)
                .setIgnoreEmptyLines(true)
                .get();
        readRows(text, format, skipped);
        if (columns.isEmpty()) {
            throw new CohortException(
                    source,
                    "is empty; its first line must name the columns, such as patient_id," + labelColumns.get(0));
        }
        return new LabelTable(source, rows, faults);
    }

    /** @param skipped lines of the file above the text */
    private void readRows(String text, CSVFormat format, int skipped) throws CohortException {
        long line = 1;
        try (CSVParser parser = CSVParser.parse(text, format)) {
            for (CSVRecord csv : parser) {
                line = parser.getCurrentLineNumber() + skipped;
                if (columns.isEmpty()) {
                    findColumns(csv, line);
                } else if (!isBlank(csv)) {
                    row(csv, line).ifPresent(this::add);
                }
            }
        } catch (CohortException e) {
            throw e;
        } catch (IOException | UncheckedIOException e) {
            throw new CohortException(
                    source,
                    "is not a well-formed table: below line " + line
                            + " a quotation mark is not closed, or stands in the middle of a cell",
                    e);
        }
    }

    private static boolean canSeparate(char c) {
        return c == '\t' || !(Character.isLetterOrDigit(c) || Character.isWhitespace(c) || c == '"');
    }

    /** Of the first line, where a name in quotation marks may hold another one. */
    private static char separatorOf(String text) {
        String header = text.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("")
                .replaceAll("\"[^\"]*(\"|$)", "");
        for (char separator : SEPARATORS) {
            if (header.indexOf(separator) >= 0) {
                return separator;
            }
        }
        return ',';
    }

    /** Spreadsheets leave rows of separators alone. */
    private static boolean isBlank(CSVRecord csv) {
        return csv.stream().allMatch(cell -> PatientIds.visible(cell).isEmpty());
    }

    private void findColumns(CSVRecord header, long line) throws CohortException {
        width = header.size();
        for (int i = 0; i < width; i++) {
            String name = PatientIds.visible(header.get(i)).toLowerCase(Locale.ROOT);
            if (columns.putIfAbsent(name, i) != null && !name.isEmpty()) {
                throw new CohortException(source, "line " + line + ": two columns are named " + name);
            }
        }
        boolean bids = columns.containsKey("participant_id");
        alias("patient_id", List.of("patient_id", "participant_id"), true, line);
        alias(
                DIAGNOSIS,
                labelColumns,
                needed == LabelsNeeded.ALWAYS || (needed == LabelsNeeded.UNLESS_BIDS && !bids),
                line);
    }

    /** Makes a column known under one name whichever of its names the file uses. */
    private void alias(String name, List<String> names, boolean required, long line) throws CohortException {
        for (String candidate : names) {
            if (columns.containsKey(candidate)) {
                columns.put(name, columns.get(candidate));
                return;
            }
        }
        if (required) {
            throw new CohortException(
                    source,
                    "line " + line + ": there is no column " + names.get(0)
                            + "; the first line must name the columns, such as patient_id," + labelColumns.get(0));
        }
        columns.remove(name);
    }

    private Optional<Row> row(CSVRecord csv, long line) {
        String id = value(csv, "patient_id");
        if (id.isEmpty() || id.equalsIgnoreCase("n/a")) {
            fault(line, "", TableColumn.ID, "there is no patient id, and so the row is left out");
            return Optional.empty();
        }
        for (int i = width; i < csv.size(); i++) {
            if (!PatientIds.visible(csv.get(i)).isEmpty()) {
                fault(
                        line,
                        id,
                        TableColumn.ID,
                        "the row of " + id + " has more cells than the table has columns and is left out; a value with "
                                + "the separator in it must be in quotation marks");
                return Optional.empty();
            }
        }
        return Optional.of(new Row(
                line,
                id,
                diagnosis(csv, line, id),
                probability(csv, line, id),
                age(csv, line, id),
                sex(csv, line, id)));
    }

    /** As a person sees it; nothing where the row or the table ends before. */
    private String value(CSVRecord csv, String column) {
        Integer index = columns.get(column);
        return index == null || index >= csv.size() ? "" : PatientIds.visible(csv.get(index));
    }

    private Optional<Diagnosis> diagnosis(CSVRecord csv, long line, String id) {
        Integer index = columns.get(DIAGNOSIS);
        if (index != null && index >= csv.size()) {
            fault(line, id, TableColumn.LABEL, "the row of " + id + " ends before its label");
            return Optional.empty();
        }
        String text = value(csv, DIAGNOSIS);
        if (CellValues.isMissing(text)) {
            return Optional.empty();
        }
        Optional<Diagnosis> diagnosis = CellValues.diagnosis(text, decimalComma);
        if (diagnosis.isEmpty()) {
            fault(
                    line,
                    id,
                    TableColumn.LABEL,
                    "the label of " + id + " is \"" + text
                            + "\"; it must be 0 (healthy), 1 (Parkinson's disease) or n/a");
        }
        return diagnosis;
    }

    private OptionalDouble probability(CSVRecord csv, long line, String id) {
        String text = value(csv, "probability");
        if (CellValues.isMissing(text)) {
            return OptionalDouble.empty();
        }
        OptionalDouble number = CellValues.number(text, decimalComma);
        if (number.isEmpty() || !(number.getAsDouble() >= 0 && number.getAsDouble() <= 1)) {
            fault(
                    line,
                    id,
                    TableColumn.PROBABILITY,
                    "the probability of " + id + " is \"" + text + "\"; it must be a number from 0 to 1");
            return OptionalDouble.empty();
        }
        return number;
    }

    private OptionalDouble age(CSVRecord csv, long line, String id) {
        String text = value(csv, "age");
        if (CellValues.isUnknown(text)) {
            return OptionalDouble.empty();
        }
        OptionalDouble age = CellValues.age(text, decimalComma);
        if (age.isEmpty() || !(age.getAsDouble() >= 0 && age.getAsDouble() <= MAX_AGE)) {
            fault(
                    line,
                    id,
                    TableColumn.AGE,
                    "the age of " + id + " is \"" + text + "\" and is left out; it must be a number of years from 0 to "
                            + (int) MAX_AGE);
            return OptionalDouble.empty();
        }
        if (CellValues.isCappedAge(text)) {
            faults.add(new TableFault(
                    line,
                    id,
                    TableColumn.AGE,
                    false,
                    source + ": line " + line + ": the age of " + id + " is \"" + text + "\" and is taken as "
                            + text.replaceAll("[^0-9.]", "")));
        }
        return age;
    }

    private Optional<Sex> sex(CSVRecord csv, long line, String id) {
        String text = value(csv, "sex");
        if (CellValues.isUnknown(text)) {
            return Optional.empty();
        }
        Optional<Sex> sex = CellValues.sex(text);
        if (sex.isEmpty()) {
            fault(
                    line,
                    id,
                    TableColumn.SEX,
                    "the sex of " + id + " is \"" + text + "\" and is left out; it must be F, M or O");
        }
        return sex;
    }

    /** All rows of one patient count as one; what any two disagree on is left out. */
    private void add(Row row) {
        Row other = rows.putIfAbsent(row.patientId(), row);
        if (other == null) {
            return;
        }
        Set<String> disagreed = disagreements.computeIfAbsent(row.patientId(), id -> new LinkedHashSet<>());
        Row both = new Row(
                other.line(),
                other.patientId(),
                agreed("label", other.diagnosis(), row.diagnosis(), disagreed),
                unboxed(agreed("probability", boxed(other.probability()), boxed(row.probability()), disagreed)),
                unboxed(agreed("age", boxed(other.age()), boxed(row.age()), disagreed)),
                agreed("sex", other.sex(), row.sex(), disagreed));
        rows.put(row.patientId(), both);
        fault(
                row.line(),
                row.patientId(),
                TableColumn.ID,
                "patient " + row.patientId() + " is already in line " + other.line()
                        + "; each patient has one row"
                        + (disagreed.isEmpty()
                                ? ""
                                : ", and these differ in " + String.join(", ", disagreed) + ", which is left out"));
    }

    private static <T> Optional<T> agreed(String name, Optional<T> one, Optional<T> other, Set<String> disagreed) {
        if (one.isPresent() && other.isPresent() && !Objects.equals(one, other)) {
            disagreed.add(name);
        }
        return disagreed.contains(name) ? Optional.empty() : one.or(() -> other);
    }

    private static Optional<Double> boxed(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    private static OptionalDouble unboxed(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private void fault(long line, String id, TableColumn column, String what) {
        faults.add(new TableFault(line, id, column, true, source + ": line " + line + ": " + what));
    }
}
