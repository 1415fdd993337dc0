package org.substantia.pipeline.batch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.substantia.base.json.JsonFiles;

/**
 * {@code dataset_description.json} of results that were derived from a BIDS data set
 * (bids-specification.readthedocs.io, "Derivatives").
 */
public final class DerivativesDescription {
    private static final String FILE = "dataset_description.json";
    private static final String BIDS_VERSION = "1.10.0";

    private DerivativesDescription() {}

    private record Description(
            @JsonProperty("Name") String name,
            @JsonProperty("BIDSVersion") String bidsVersion,
            @JsonProperty("DatasetType") String datasetType,
            @JsonProperty("GeneratedBy") List<Generator> generatedBy,
            @JsonProperty("SourceDatasets") List<Source> sourceDatasets) {}

    private record Generator(
            @JsonProperty("Name") String name,
            @JsonProperty("Version") String version) {}

    private record Source(
            @JsonProperty("URL") String url,
            @JsonProperty("DOI") Optional<String> doi) {}

    /**
     * Writes the file unless it is there. Runs side by side do no harm: each would write the same.
     *
     * @param results folder of the results
     * @param inputs the data set; its own description may give it a DOI
     * @param version of the program
     * @return one line saying why the data set's DOI is left out, if its description cannot be read
     * @throws IOException if the file cannot be written
     */
    public static Optional<String> writeOnce(Path results, Path inputs, String version) throws IOException {
        Path file = results.resolve(FILE);
        if (Files.exists(file)) {
            return Optional.empty();
        }
        Path described = inputs.resolve(FILE);
        Optional<String> doi = Optional.empty();
        Optional<String> warning = Optional.empty();
        if (Files.isRegularFile(described)) {
            try {
                doi = Optional.of(JsonFiles.read(described).path("DatasetDOI").asText())
                        .filter(text -> !text.isEmpty());
            } catch (IOException e) {
                // The results do not depend on it.
                warning = Optional.of(e.getMessage() + "; the results do not name the data set's DOI");
            }
        }
        JsonFiles.write(
                file,
                new Description(
                        "Substantia: deep gray matter nuclei, biomarkers and diagnoses",
                        BIDS_VERSION,
                        "derivative",
                        List.of(new Generator("Substantia", version)),
                        List.of(new Source(
                                inputs.toAbsolutePath().normalize().toUri().toString(), doi))));
        return warning;
    }
}
