package org.substantia.pipeline.adaptation.diagnosis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.json.JsonFiles;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;

/**
 * Measured biomarkers, one file a case, each with the digest of what was measured. Safe for use by several threads on
 * different cases.
 *
 * @param folder of the files
 */
record BiomarkerCache(Path folder) {
    private static final int SCHEMA_VERSION = 1;

    /**
     * The content of a file.
     *
     * @param key digest of the images and masks, and the version of the program that measured
     */
    record Entry(int schemaVersion, String key, Map<String, Double> biomarkers) {}

    private Path file(String id) {
        return folder.resolve(id + ".json");
    }

    /**
     * @return empty if the case was not measured, or in other images or masks
     * @throws IOException naming the file, if it is damaged
     */
    Optional<Biomarkers> find(String id, String key) throws IOException {
        Path file = file(id);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Entry entry = JsonFiles.read(file, Entry.class);
        if (entry.schemaVersion() != SCHEMA_VERSION || !entry.key().equals(key)) {
            return Optional.empty();
        }
        Map<BiomarkerId, Double> values = new LinkedHashMap<>();
        try {
            entry.biomarkers().forEach((name, value) -> values.put(BiomarkerId.parse(name), value));
            return Optional.of(new Biomarkers(values));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage() + "; delete the file to measure anew", e);
        }
    }

    void put(String id, String key, Biomarkers biomarkers) throws IOException {
        Map<String, Double> values = new LinkedHashMap<>();
        biomarkers.values().forEach((name, value) -> values.put(name.name(), value));
        JsonFiles.write(file(id), new Entry(SCHEMA_VERSION, key, values));
    }
}
