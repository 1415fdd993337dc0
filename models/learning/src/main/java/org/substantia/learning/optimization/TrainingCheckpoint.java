package org.substantia.learning.optimization;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

/**
 * All that is needed to resume a training run: weights, the optimizer's state and its step, and what the run says of
 * itself. Immutable.
 */
public final class TrainingCheckpoint {
    private static final String STEP = "step";
    private static final String WEIGHTS = "weights.";
    private static final String COUNT = "\\d{1,12}";

    private final Path file;
    private final TensorFile stored;

    private TrainingCheckpoint(Path file, TensorFile stored) {
        this.file = file;
        this.stored = stored;
    }

    /**
     * Writes the present state of a run.
     *
     * @param notes of the run itself, under other names than {@code step}
     * @throws IOException naming the file, if it cannot be written
     */
    public static void write(Path file, Map<String, String> notes, Parameters weights, AdamW optimizer)
            throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>(notes);
        metadata.put(STEP, Long.toString(optimizer.steps()));
        Map<String, NamedTensor> tensors =
                new LinkedHashMap<>(TensorCopies.named(WEIGHTS, weights.tensors(), TensorType.F32));
        tensors.putAll(TensorCopies.named("", optimizer.state(), TensorType.F32));
        SafeTensors.write(file, new TensorFile(metadata, tensors));
    }

    /** @throws IOException naming the file, if it cannot be read or is no checkpoint */
    public static TrainingCheckpoint read(Path file) throws IOException {
        TensorFile stored = SafeTensors.read(file);
        if (!stored.metadata().getOrDefault(STEP, "").matches(COUNT)) {
            throw new WeightsException(file.toString(), "is no checkpoint of a training run: it has no step");
        }
        return new TrainingCheckpoint(file, stored);
    }

    /**
     * Makes sure that the run which resumes is the one that was stored.
     *
     * @param name of a note
     * @param expected what this run would note
     * @throws WeightsException naming the file and both, if the stored run noted something else; where it noted
     *     nothing, as older versions did, nothing is known
     */
    public void requireNote(String name, String expected) throws WeightsException {
        String noted = stored.metadata().getOrDefault(name, expected);
        if (!noted.equals(expected)) {
            throw new WeightsException(
                    file.toString(), "belongs to another run (" + noted + "), not to this one (" + expected + ")");
        }
    }

    /**
     * A number that the run noted; 0 where it noted nothing.
     *
     * @param name of the note
     * @throws WeightsException naming the file, if it noted something else
     */
    public long count(String name) throws WeightsException {
        String noted = stored.metadata().getOrDefault(name, "0");
        if (!noted.matches(COUNT)) {
            throw new WeightsException(file.toString(), "has no number as \"" + name + "\" but " + noted);
        }
        return Long.parseLong(noted);
    }

    /** @throws WeightsException naming the file, if it holds other tensors than the run has */
    public void restore(Parameters weights, AdamW optimizer) throws WeightsException {
        TensorCopies.restore(file.toString(), stored, WEIGHTS, weights.tensors());
        TensorCopies.restore(file.toString(), stored, "", optimizer.state());
        optimizer.resumeAt(Long.parseLong(stored.metadata().get(STEP)));
    }
}
