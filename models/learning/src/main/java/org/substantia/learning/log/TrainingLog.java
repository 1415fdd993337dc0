package org.substantia.learning.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.FileFaults;

/**
 * The log of a training run as JSON lines: one object a line, each with its {@value #STEP}, readable while the run goes
 * on. A line is written in one piece and at once, so that a crash costs at most a part of the last line, which readers
 * leave out.
 *
 * <pre>{@code
 * try (TrainingLog log = TrainingLog.resume(out.resolve("log.jsonl"), checkpoint.step())) {
 *     log.write(Map.of("step", 1200, "loss", 0.31));
 * }
 * }</pre>
 *
 * Thread-safe.
 */
public final class TrainingLog implements AutoCloseable {
    /** Key that every line has: a whole number, the step after which it was written. */
    public static final String STEP = "step";
    /** How many steps the run will have in all, where a line tells it. */
    public static final String STEPS = "steps";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<LinkedHashMap<String, Object>> LINE = new TypeReference<>() {};
    /** JSON has no such numbers; Jackson writes them as these texts. */
    private static final Map<String, Double> NOT_FINITE =
            Map.of("NaN", Double.NaN, "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY);

    private final Path file;
    private final OutputStream out;

    private TrainingLog(Path file) throws IOException {
        this.file = file;
        out = Files.newOutputStream(file, StandardOpenOption.APPEND);
    }

    /** Begins a log in place of any earlier one of that name; missing folders are made. */
    public static TrainingLog start(Path file) throws IOException {
        AtomicFiles.writeText(file, "");
        return new TrainingLog(file);
    }

    /**
     * Resumes a log at a step: lines of later steps and an incomplete last line are dropped first; the others stay as
     * they are. A missing log is started.
     *
     * @throws IOException naming the file, if it cannot be read or written or a whole line of it is no line of a log
     */
    public static TrainingLog resume(Path file, long step) throws IOException {
        if (!Files.exists(file)) {
            return start(file);
        }
        StringBuilder kept = new StringBuilder();
        List<String> lines = wholeLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (step(parse(file, i + 1, lines.get(i))) <= step) {
                kept.append(lines.get(i)).append('\n');
            }
        }
        AtomicFiles.writeText(file, kept);
        return new TrainingLog(file);
    }

    /**
     * The lines of a log, finished or not, in the order written; keys keep their order, numbers that are not finite
     * come back as doubles.
     *
     * @throws IOException naming the file, if it cannot be read or a whole line of it is no line of a log
     */
    public static List<Map<String, Object>> read(Path file) throws IOException {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (String line : wholeLines(file)) {
            Map<String, Object> entry = parse(file, entries.size() + 1, line);
            entry.replaceAll(
                    (key, value) -> value instanceof String s && NOT_FINITE.containsKey(s) ? NOT_FINITE.get(s) : value);
            entries.add(entry);
        }
        return entries;
    }

    /**
     * Appends one line, which is with the operating system on return.
     *
     * @param entry numbers, also not finite ones, strings, booleans, lists and maps; with a {@value #STEP}
     * @throws IllegalArgumentException if there is no step
     */
    public void write(Map<String, Object> entry) throws IOException {
        if (!hasStep(entry)) {
            throw new IllegalArgumentException("a line of a training log needs a whole number '" + STEP + "'");
        }
        byte[] line = (MAPPER.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            try {
                out.write(line);
            } catch (IOException e) {
                throw new IOException(file + ": cannot be written: " + FileFaults.reason(e), e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Without the last line if its end is missing: it may not have been written to its end yet. */
    private static List<String> wholeLines(Path file) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be read: " + FileFaults.reason(e), e);
        }
        String text = new String(content, StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static Map<String, Object> parse(Path file, int number, String line) throws IOException {
        Map<String, Object> entry;
        try {
            entry = MAPPER.readValue(line, LINE);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s: line %d should be a JSON object: %s".formatted(file, number, e.getOriginalMessage()), e);
        }
        if (entry == null || !hasStep(entry)) {
            throw new IOException(
                    "%s: line %d should be a JSON object with a whole number '%s'".formatted(file, number, STEP));
        }
        return entry;
    }

    private static boolean hasStep(Map<String, Object> entry) {
        Object step = entry.get(STEP);
        return step instanceof Integer || step instanceof Long;
    }

    private static long step(Map<String, Object> entry) {
        return ((Number) entry.get(STEP)).longValue();
    }
}
