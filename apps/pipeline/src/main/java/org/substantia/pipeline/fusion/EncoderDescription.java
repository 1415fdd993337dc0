package org.substantia.pipeline.fusion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.substantia.base.text.Format;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.FrozenEncoder;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.RequiredEncoder;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.learning.device.ComputeDevice;

/**
 * Which encoder a model was made with and how it looks at patients; part of the model's file.
 *
 * @param file its name, without folders
 * @param sha256 of its weights, as {@link RequiredEncoder} has it
 * @param license of its weights, where they are known by their digest: adapted weights carry it with them
 * @param family whose code it follows
 * @param positions the rule that it was adapted under; under another one it is off
 * @param heads of attention; with the next two, empty in older models
 * @param normEpsilon of the normalizations
 * @param activation between the feed-forward matrices
 * @param adaptation how it was adapted, as {@link Adaptation#parse} reads it
 * @param epochs that it was trained
 * @param size pixels of a slice's longer side
 * @param channels what stands in the three channels
 * @param nuclei whether they were shown
 * @param rois regions, in their order
 */
public record EncoderDescription(
        String file,
        String sha256,
        Optional<String> license,
        Family family,
        PositionRule positions,
        Optional<Integer> heads,
        Optional<Double> normEpsilon,
        Optional<Activation> activation,
        String adaptation,
        int epochs,
        int size,
        ImageInput.Channels channels,
        RoiCropper.Nuclei nuclei,
        List<String> rois) {
    public EncoderDescription {
        rois = List.copyOf(rois);
    }

    /** Of an encoder that is about to be adapted. */
    public static EncoderDescription of(
            EncoderFile encoder, Adaptation adaptation, ImageInput input, RoiCropper.Nuclei nuclei) throws IOException {
        RequiredEncoder required = RequiredEncoder.of(encoder);
        return new EncoderDescription(
                required.file(),
                required.sha256(),
                required.license(),
                required.family(),
                required.positions(),
                required.heads(),
                required.normEpsilon(),
                required.activation(),
                adaptation.toString(),
                0,
                input.size(),
                input.channels(),
                nuclei,
                List.of());
    }

    EncoderDescription trained(int count, List<String> regions) {
        return new EncoderDescription(
                file,
                sha256,
                license,
                family,
                positions,
                heads,
                normEpsilon,
                activation,
                adaptation,
                count,
                size,
                channels,
                nuclei,
                regions);
    }

    /** In words, such as {@code DINOv2, lora, 3 epochs}. */
    public String describe() {
        return family.label() + ", " + adaptation + (epochs > 0 ? ", " + Format.count(epochs, "epoch") : "");
    }

    /**
     * Opens the encoder that this describes.
     *
     * @param source the model's name in messages
     * @param weights its file; not needed for the bundled one
     * @throws IOException if the file holds another encoder
     */
    FrozenEncoder open(String source, Optional<Path> weights, ComputeDevice device) throws IOException {
        return FrozenEncoder.forPrediction(required().open(source, weights), new ImageInput(size, channels), device);
    }

    /** Which encoder it is. */
    public RequiredEncoder required() {
        return new RequiredEncoder(file, sha256, family, positions, heads, normEpsilon, activation);
    }
}
