package org.substantia.foundation.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.substantia.foundation.encoder.Family;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.WeightsException;

/**
 * Which family a file's network is of, whose names it bears, and what stands before them.
 *
 * @param names of the network's tensors
 */
record Identification(Family family, Naming naming, TensorNames names) {
    /** Names of the patches' kernel, by which the families' files differ. */
    private static final Map<String, Naming> KERNELS = Map.of(
            "patch_embed.proj.weight", Naming.OFFICIAL,
            "conv1.weight", Naming.OFFICIAL,
            "embeddings.patch_embeddings.projection.weight", Naming.TRANSFORMERS,
            "embeddings.patch_embeddings.weight", Naming.TRANSFORMERS,
            "embeddings.patch_embedding.weight", Naming.TRANSFORMERS,
            "patch_embed.projection.weight", Naming.TRANSFORMERS);

    /** @throws WeightsException if the file holds no network of a known family, or several of equal right */
    static Identification of(String source, Map<String, NamedTensor> tensors) throws WeightsException {
        List<Identification> found = new ArrayList<>();
        for (String name : tensors.keySet()) {
            for (Map.Entry<String, Naming> kernel : KERNELS.entrySet()) {
                String end = kernel.getKey();
                if (name.equals(end) || name.endsWith("." + end)) {
                    TensorNames names = new TensorNames(tensors, name.substring(0, name.length() - end.length()));
                    family(end, names)
                            .ifPresent(family -> found.add(new Identification(family, kernel.getValue(), names)));
                }
            }
        }
        if (found.isEmpty()) {
            throw new WeightsException(
                    source,
                    "holds no encoder that is known (DINOv2, DINOv3, CLIP, SAM and what is built like them); its names"
                            + " begin with "
                            + tensors.keySet().stream().limit(4).collect(Collectors.joining(", ")));
        }
        return choose(source, found);
    }

    /** Of a teacher and a student, the teacher is what the project publishes. */
    private static Identification choose(String source, List<Identification> found) throws WeightsException {
        if (found.size() == 1) {
            return found.get(0);
        }
        for (String preferred : List.of("teacher", "ema")) {
            List<Identification> chosen = found.stream()
                    .filter(f -> f.names.prefix().contains(preferred))
                    .toList();
            if (chosen.size() == 1) {
                return chosen.get(0);
            }
        }
        throw new WeightsException(
                source,
                "holds several encoders, under "
                        + found.stream().map(f -> "'" + f.names.prefix() + "'").collect(Collectors.joining(", "))
                        + "; save the one that is wanted alone");
    }

    private static Optional<Family> family(String kernel, TensorNames names) {
        return Optional.ofNullable(
                switch (kernel) {
                    case "patch_embed.proj.weight" ->
                        names.has("neck.0.weight")
                                ? Family.SAM
                                : names.has("rope_embed.periods") || names.has("storage_tokens")
                                        ? Family.DINOV3
                                        : names.has("cls_token") ? Family.DINOV2 : null;
                    case "conv1.weight" -> names.has("class_embedding") ? Family.CLIP : null;
                    case "embeddings.patch_embeddings.projection.weight" ->
                        names.has("encoder.layer.0.attention.attention.query.weight")
                                        && names.has("encoder.layer.0.norm1.weight")
                                ? Family.DINOV2
                                : null;
                    case "embeddings.patch_embeddings.weight" ->
                        names.has("layer.0.attention.q_proj.weight") ? Family.DINOV3 : null;
                    case "embeddings.patch_embedding.weight" ->
                        names.has("embeddings.class_embedding") ? Family.CLIP : null;
                    default -> names.has("neck.conv1.weight") ? Family.SAM : null;
                });
    }
}
