package org.substantia.foundation.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The models that are known by name, from the table {@code models.csv} beside this class. Stateless. */
public final class ModelRegistry {
    private static final List<RegisteredModel> MODELS = read();

    private ModelRegistry() {}

    /** In the order of the table. */
    public static List<RegisteredModel> all() {
        return MODELS;
    }

    public static Optional<RegisteredModel> named(String name) {
        return MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    /** @param digest 64 hexadecimal digits of a file */
    public static Optional<RegisteredModel> withDigest(String digest) {
        return MODELS.stream().filter(model -> model.hasDigest(digest)).findFirst();
    }

    private static List<RegisteredModel> read() {
        List<RegisteredModel> models = new ArrayList<>();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (InputStream in = ModelRegistry.class.getResourceAsStream("models.csv");
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
                CSVParser rows = CSVParser.parse(reader, format)) {
            for (CSVRecord row : rows) {
                String bytes = row.get("bytes");
                models.add(new RegisteredModel(
                        row.get("name"),
                        row.get("family"),
                        URI.create(row.get("url")),
                        bytes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bytes)),
                        row.get("sha256"),
                        row.get("license"),
                        Boolean.parseBoolean(row.get("gated")),
                        row.get("preprocessing"),
                        row.get("source")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the table of models is part of the program", e);
        }
        return List.copyOf(models);
    }
}
