package org.substantia.segmentation.distillation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.substantia.base.io.FileFaults;
import org.substantia.learning.network.Topology;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;

/** The plan of a student: the teacher's but for the levels of the segmenter, without an encoder. Stateless. */
public final class StudentPlan {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private StudentPlan() {}

    /**
     * @param teacher plan
     * @param shape the name of a {@link StudentShape}, or the path of a JSON file with the segmenter's levels, finest
     *     first: an array of {@code {"channels": 16, "stride": [1, 1, 1], "blocks": 1}}
     * @throws IOException naming the file, if it cannot be read, is no list of levels or does not suit the patch
     */
    public static SegmentationPlan of(SegmentationPlan teacher, String shape) throws IOException {
        Topology wide = teacher.segmenter().topology();
        Optional<StudentShape> named = StudentShape.named(shape);
        List<Topology.Level> levels = named.isPresent() ? named.get().levels(wide.levels()) : read(Path.of(shape));
        try {
            Topology narrow = new Topology(wide.inputs(), wide.blockSize(), levels, wide.heads());
            // A student is to be small: it learns what a teacher's encoder sees without having one.
            return teacher.withEncoder(Optional.empty())
                    .withSegmenter(new Stage(
                            teacher.segmenter().spacing(), teacher.segmenter().patch(), narrow));
        } catch (IllegalArgumentException e) {
            throw new IOException(shape + ": is no plan of a student: " + e.getMessage(), e);
        }
    }

    private static List<Topology.Level> read(Path file) throws IOException {
        try {
            return List.of(MAPPER.readValue(Files.readString(file), Topology.Level[].class));
        } catch (ValueInstantiationException e) {
            throw new IOException(
                    file + ": is no plan of a student: " + e.getCause().getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": is no list of levels as a student's plan is: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw FileFaults.named(file, e);
        }
    }
}
