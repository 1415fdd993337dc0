package org.substantia.pipeline.fusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.substantia.base.io.FileFaults;
import org.substantia.base.json.JsonEntries;
import org.substantia.base.json.JsonFiles;
import org.substantia.diagnosis.classification.CrossValidation;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.PatientPredictions;
import org.substantia.scoring.statistics.Interval;

/**
 * A fused model in one safetensors file, so that no part of it gets lost: the tensors that adaptation made, and as
 * metadata the content of the biomarkers' file and what is said here. docs/explanation/diagnosis.md describes it.
 *
 * @param encoder which it is
 * @param stacking how both are joined
 * @param crossValidation of both together
 */
record FusedModelFile(EncoderDescription encoder, Stacking stacking, Validation crossValidation) {
    private static final String FORMAT = "substantia-fused-diagnosis";
    private static final String VERSION = "1";
    private static final String FORMAT_KEY = "format";
    private static final String VERSION_KEY = "formatVersion";
    private static final String BIOMARKERS = "biomarkers";
    private static final String FUSION = "fusion";
    private static final int MAX_HEADER = 100_000_000;

    /** A cross-validation. */
    @SuppressWarnings("ArrayRecordComponent")
    record Validation(
            Map<ClassificationMetric, Interval> metrics,
            List<String> learners,
            int[] truth,
            int[] predicted,
            double[] probabilities) {
        static Validation of(CrossValidation validation) {
            PatientPredictions predictions = validation.predictions();
            return new Validation(
                    validation.metrics(),
                    validation.learners(),
                    predictions.truth(),
                    predictions.predicted(),
                    predictions.probabilities().orElseThrow());
        }

        CrossValidation validation() {
            return new CrossValidation(PatientPredictions.of(truth, predicted, probabilities), metrics, learners);
        }
    }

    /** The header's length and its opening brace; no JSON text begins so. */
    static boolean looksLike(Path file) throws IOException {
        byte[] begin;
        try (InputStream in = Files.newInputStream(file)) {
            begin = in.readNBytes(Long.BYTES + 1);
        } catch (IOException e) {
            throw FileFaults.named(file, e);
        }
        if (begin.length <= Long.BYTES || begin[Long.BYTES] != '{') {
            return false;
        }
        long length = ByteBuffer.wrap(begin).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return length > 0 && length < MAX_HEADER;
    }

    static void write(FusedModel model, Path file) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FORMAT_KEY, FORMAT);
        metadata.put(VERSION_KEY, VERSION);
        metadata.put(
                FUSION,
                JsonFiles.line(
                        new FusedModelFile(model.encoder(), model.stacking(), Validation.of(model.crossValidation()))));
        metadata.put(BIOMARKERS, model.biomarkers().content());
        SafeTensors.write(file, new TensorFile(metadata, model.tensors()));
    }

    static FusedModel read(Path file) throws IOException {
        TensorFile content = SafeTensors.read(file);
        Map<String, String> metadata = content.metadata();
        if (!FORMAT.equals(metadata.get(FORMAT_KEY))) {
            throw new IOException(file + ": is no diagnosis model");
        }
        if (!VERSION.equals(metadata.get(VERSION_KEY))) {
            throw new IOException(file + ": is a diagnosis model of format " + metadata.get(VERSION_KEY)
                    + "; this program reads " + VERSION);
        }
        String name = file.toString();
        DiagnosisModel biomarkers =
                DiagnosisModel.parse(name, JsonFiles.parse(name, text(file, metadata, BIOMARKERS), JsonNode.class));
        JsonNode joined = JsonFiles.parse(name, text(file, metadata, FUSION), JsonNode.class);
        JsonEntries.requireFinite(name, FUSION, joined);
        FusedModelFile fusion = JsonFiles.bind(name, joined, FusedModelFile.class);
        try {
            return new FusedModel(
                    biomarkers,
                    fusion.encoder(),
                    content.tensors(),
                    fusion.stacking(),
                    fusion.crossValidation().validation());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] text(Path file, Map<String, String> metadata, String key) throws IOException {
        String text = metadata.get(key);
        if (text == null) {
            throw new IOException(file + ": has no part \"" + key + "\"");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
