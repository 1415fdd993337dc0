package org.substantia.cohort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;

/**
 * What a table says of patients: the diagnosis known or predicted, and where given its probability, age and sex. UTF-8
 * text with a header line; columns are found by name, in any order, and others are ignored. The separator is a comma, a
 * semicolon or a tab, as the header line shows. A byte order mark, either line end, quotes, and spaces around values
 * are accepted. {@code n/a}, BIDS' word for missing, leaves a value out. Immutable and safe to share between threads.
 *
 * @param source the file, for messages
 * @param rows by patient id
 */
public record LabelTable(String source, SortedMap<String, Row> rows) {
    /** A longer file is not a table of patients. */
    static final int MAX_BYTES = 1 << 24;

    private static final double MAX_AGE = 130;

    /**
     * One patient.
     *
     * @param line where the row ends in its file, the header being line 1
     * @param patientId as in the table
     * @param diagnosis known or predicted
     * @param probability of Parkinson's disease, 0 to 1
     * @param age in years
     * @param sex as recorded
     */
    public record Row(
            long line,
            String patientId,
            Optional<Diagnosis> diagnosis,
            OptionalDouble probability,
            OptionalDouble age,
            Optional<Sex> sex) {}

    public LabelTable {
        rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }

    /**
     * Reads known labels: columns {@code patient_id} (or {@code participant_id}), {@code label}, and perhaps
     * {@code age} and {@code sex}. The label column may be missing when the ids are called {@code participant_id}, as
     * BIDS prescribes no name for it.
     *
     * @throws CohortException naming the line, if a column or value is missing, an id occurs twice, a label is not 0 or
     *     1, or another value is out of range
     */
    public static LabelTable readLabels(ByteSource file) throws CohortException {
        return read(file, List.of("label"));
    }

    /** As {@link #readLabels(ByteSource)}. */
    public static LabelTable readLabels(Path file) throws CohortException {
        return readLabels(ByteSource.of(file));
    }

    /**
     * Reads predicted labels: columns {@code patient_id}, {@code prediction} (or {@code label}), and perhaps
     * {@code probability}.
     *
     * @throws CohortException naming the line, if a column or value is missing, an id occurs twice, a label is not 0 or
     *     1, or another value is out of range
     */
    public static LabelTable readPredictions(ByteSource file) throws CohortException {
        return read(file, List.of("prediction", "label"));
    }

    /** As {@link #readPredictions(ByteSource)}. */
    public static LabelTable readPredictions(Path file) throws CohortException {
        return readPredictions(ByteSource.of(file));
    }

    /** The row of a case: that of its id or else that of its subject. */
    public Optional<Row> find(CaseFolder patient) {
        Row row = rows.get(patient.id());
        return Optional.ofNullable(row == null ? rows.get(patient.subject()) : row);
    }

    /** The diagnosis of a case: that of its id or else that of its subject. */
    public Optional<Diagnosis> diagnosisOf(CaseFolder patient) {
        return find(patient).flatMap(Row::diagnosis);
    }

    /** The rows that belong to none of these cases, in the order of their ids. */
    public List<Row> unknownTo(Collection<CaseFolder> cases) {
        SortedMap<String, Row> unknown = new TreeMap<>(rows);
        for (CaseFolder patient : cases) {
            unknown.remove(patient.id());
            unknown.remove(patient.subject());
        }
        return List.copyOf(unknown.values());
    }

    /** @throws CohortException naming the line, if a row belongs to none of these cases */
    public void requireKnownTo(Collection<CaseFolder> cases) throws CohortException {
        List<Row> unknown = unknownTo(cases);
        if (!unknown.isEmpty()) {
            Row first = unknown.get(0);
            throw new CohortException(
                    source,
                    "line " + first.line() + ": there is no case " + first.patientId()
                            + (unknown.size() == 1 ? "" : " (nor for " + (unknown.size() - 1) + " rows more)")
                            + "; every row must belong to a case of the cohort");
        }
    }

    private static LabelTable read(ByteSource file, List<String> labelColumns) throws CohortException {
        return new Reader(file.name(), labelColumns).read(textOf(file));
    }

    private static String textOf(ByteSource file) throws CohortException {
        byte[] bytes;
        try (InputStream in = file.open()) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (CohortException e) {
            throw e;
        } catch (IOException e) {
            throw new CohortException(file.name(), "cannot be read", e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new CohortException(
                    file.name(), "is longer than " + MAX_BYTES + " bytes and is no table of patients");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new CohortException(file.name(), "is not UTF-8 text; save it as \"CSV UTF-8\"", e);
        }
    }

    /** Reads one table; kept apart for the columns it has found. */
    private static final class Reader {
        private final String source;
        private final List<String> labelColumns;
        private final Map<String, Integer> columns = new HashMap<>();

        Reader(String source, List<String> labelColumns) {
            this.source = source;
            this.labelColumns = labelColumns;
        }

        LabelTable read(String text) throws CohortException {
            SortedMap<String, Row> rows = new TreeMap<>();
            CSVFormat format = CSVFormat.DEFAULT
                    .builder()
                    .setDelimiter(separatorOf(text))
                    .setIgnoreSurroundingSpaces(true)
                    .setIgnoreEmptyLines(true)
                    .get();
            try (CSVParser parser = CSVParser.parse(text, format)) {
                for (CSVRecord csv : parser) {
                    if (columns.isEmpty()) {
                        findColumns(csv);
                        continue;
                    }
                    Row row = row(csv, parser.getCurrentLineNumber());
                    Row other = rows.putIfAbsent(row.patientId(), row);
                    if (other != null) {
                        throw fault(
                                row.line(),
                                "patient " + row.patientId() + " is already in line " + other.line()
                                        + "; each patient has one row");
                    }
                }
            } catch (CohortException e) {
                throw e;
            } catch (CSVException e) {
                throw new CohortException(source, "is not a well-formed table: " + e.getMessage(), e);
            } catch (IOException | java.io.UncheckedIOException e) {
                throw new CohortException(source, "is not a well-formed table: " + e.getMessage(), e);
            }
            if (columns.isEmpty()) {
                throw new CohortException(
                        source,
                        "is empty; its first line must name the columns, such as patient_id," + labelColumns.get(0));
            }
            return new LabelTable(source, rows);
        }

        private static char separatorOf(String text) {
            String header = text.lines().findFirst().orElse("");
            for (char separator : new char[] {'\t', ',', ';'}) {
                if (header.indexOf(separator) >= 0) {
                    return separator;
                }
            }
            return ',';
        }

        private void findColumns(CSVRecord header) throws CohortException {
            for (int i = 0; i < header.size(); i++) {
                String name = header.get(i).strip().toLowerCase(Locale.ROOT);
                if (columns.putIfAbsent(name, i) != null && !name.isEmpty()) {
                    throw fault(1, "two columns are named " + name);
                }
            }
            boolean bids = columns.containsKey("participant_id");
            alias("patient_id", List.of("patient_id", "participant_id"), false);
            alias("diagnosis", labelColumns, bids);
        }

        /** Makes a column known under one name whichever of its names the file uses. */
        private void alias(String name, List<String> names, boolean optional) throws CohortException {
            for (String candidate : names) {
                if (columns.containsKey(candidate)) {
                    columns.put(name, columns.get(candidate));
                    return;
                }
            }
            if (!optional) {
                throw fault(
                        1,
                        "there is no column " + names.get(0)
                                + "; the first line must name the columns, such as patient_id," + labelColumns.get(0));
            }
            columns.remove(name);
        }

        private Row row(CSVRecord csv, long line) throws CohortException {
            String id = value(csv, "patient_id").orElse("");
            if (id.isEmpty()) {
                throw fault(line, "there is no patient id");
            }
            return new Row(
                    line,
                    id,
                    diagnosis(csv, line),
                    number(csv, line, "probability", 1),
                    number(csv, line, "age", MAX_AGE),
                    sex(csv, line));
        }

        private Optional<String> value(CSVRecord csv, String column) {
            Integer index = columns.get(column);
            if (index == null || index >= csv.size()) {
                return Optional.empty();
            }
            String value = csv.get(index).strip();
            return value.equalsIgnoreCase("n/a") ? Optional.empty() : Optional.of(value);
        }

        private Optional<Diagnosis> diagnosis(CSVRecord csv, long line) throws CohortException {
            Integer index = columns.get("diagnosis");
            if (index != null && index >= csv.size()) {
                throw fault(line, "the row ends before its label");
            }
            Optional<String> text = value(csv, "diagnosis");
            Optional<Diagnosis> diagnosis = text.flatMap(Diagnosis::parse);
            if (text.isPresent() && diagnosis.isEmpty()) {
                throw fault(
                        line,
                        "the label is \"" + text.get() + "\"; it must be 0 (healthy), 1 (Parkinson's disease) or n/a");
            }
            return diagnosis;
        }

        private OptionalDouble number(CSVRecord csv, long line, String column, double max) throws CohortException {
            Optional<String> text = value(csv, column).filter(value -> !value.isEmpty());
            if (text.isEmpty()) {
                return OptionalDouble.empty();
            }
            double number;
            try {
                number = Double.parseDouble(text.get());
            } catch (NumberFormatException e) {
                number = Double.NaN;
            }
            if (!(number >= 0 && number <= max)) {
                throw fault(
                        line,
                        "the " + column + " is \"" + text.get() + "\"; it must be a number from 0 to " + (int) max);
            }
            return OptionalDouble.of(number);
        }

        private Optional<Sex> sex(CSVRecord csv, long line) throws CohortException {
            String text = value(csv, "sex").orElse("").toLowerCase(Locale.ROOT);
            return switch (text) {
                case "" -> Optional.empty();
                case "f", "female" -> Optional.of(Sex.FEMALE);
                case "m", "male" -> Optional.of(Sex.MALE);
                case "o", "other" -> Optional.of(Sex.OTHER);
                default -> throw fault(line, "the sex is \"" + text + "\"; it must be F, M or O");
            };
        }

        private CohortException fault(long line, String what) {
            return new CohortException(source, "line " + line + ": " + what);
        }
    }
}
