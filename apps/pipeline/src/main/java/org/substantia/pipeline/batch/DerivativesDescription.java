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
     */
    public static void writeOnce(Path results, Path inputs, String version) throws IOException {
        Path file = results.resolve(FILE);
        if (Files.exists(file)) {
            return;
        }
        Path described = inputs.resolve(FILE);
        Optional<String> doi = Files.isRegularFile(described)
                ? Optional.of(JsonFiles.read(described).path("DatasetDOI").asText())
                        .filter(text -> !text.isEmpty())
                : Optional.empty();
        JsonFiles.write(
                file,
                new Description(
                        "Substantia: deep gray matter nuclei, biomarkers and diagnoses",
                        BIDS_VERSION,
                        "derivative",
                        List.of(new Generator("Substantia", version)),
                        List.of(new Source(
                                inputs.toAbsolutePath().normalize().toUri().toString(), doi))));
    }
}
