package org.substantia.cohort.provenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.substantia.imaging.files.AtomicFiles;

/**
 * JSON files as every part of the program writes them: UTF-8, indented, {@code \n} line ends, entries in the order given, the
 * same bytes for the same content. Thread-safe.
 */
public final class JsonFiles {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final ObjectWriter WRITER = MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(DefaultPrettyPrinter.FixedSpaceIndenter.instance));

    private JsonFiles() {}

    /** @param tree records, maps, lists, strings, numbers and booleans; a NaN or infinite number is a fault of the caller */
    public static void write(Path file, Object tree) throws IOException {
        AtomicFiles.writeText(file, text(tree));
    }

    public static String text(Object tree) throws IOException {
        return WRITER.writeValueAsString(tree) + "\n";
    }

    /** @throws IOException naming the file, if it cannot be read or is not JSON */
    public static JsonNode read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            return MAPPER.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
