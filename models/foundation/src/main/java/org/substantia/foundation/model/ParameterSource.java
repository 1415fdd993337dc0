package org.substantia.foundation.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.layer.Bias;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.WeightsException;

/**
 * Finds the numbers of every parameter in a file, and is strict about it: a name that is missing or that belongs to
 * nothing is a fault. Files hold other parts beside the encoder, such as a text tower; those that are known are left
 * out.
 */
final class ParameterSource {
    private static final int SHOWN = 6;
    /** Tensors beside the encoder, by the beginning of their full names. */
    private static final List<Pattern> OTHER_PARTS = patterns(
            "text\\..*",
            "text_model\\..*",
            "text_projection.*",
            "logit_(scale|bias)",
            // CLIP's text tower
            "(transformer|token_embedding|ln_final)\\..*",
            "positional_embedding|input_resolution|context_length|vocab_size",
            // SAM
            "(prompt_encoder|mask_decoder|shared_image_embedding)\\..*",
            // classifiers and the heads of self-supervised training
            "(classifier|fc|head|fc_norm|dino_head|ibot_head|decode_head|optimizer)\\..*",
            "(student|teacher)\\.(dino_head|ibot_head|gram_backbone)\\..*",
            "(dino_loss|ibot_patch_loss|koleo_loss)\\..*");
    /** Tensors among the encoder's that a pass does not need, behind the prefix. */
    private static final List<Pattern> UNUSED = patterns(
            "local_cls_norm\\..*",
            "(embeddings\\.)?position_ids",
            "blocks\\.\\d+\\.attn\\.qkv\\.bias_mask",
            "rope_embeddings\\..*",
            "rope_embed\\.periods",
            "(head|head_dist|fc_norm|pooler|head_drop)\\..*");

    private final String file;
    private final Identification identified;
    private final Map<String, NamedTensor> all;
    private final Architecture architecture;
    private final Map<String, List<NamedTensor>> byParameter = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();

    /** @throws WeightsException if a name is missing or belongs to nothing, or a shape is another than it should be */
    ParameterSource(String file, Identification identified, Map<String, NamedTensor> all, Architecture architecture)
            throws WeightsException {
        this.file = file;
        this.identified = identified;
        this.all = all;
        this.architecture = architecture;
        Set<String> unused = new LinkedHashSet<>(all.keySet());
        List<String> missing = new ArrayList<>();
        for (Declaration declaration :
                new VisionEncoder(architecture, Precision.FP32).declarations().all()) {
            find(declaration, unused, missing);
        }
        List<String> unexpected = new ArrayList<>();
        unused.forEach(name -> (isKnown(name) ? leftOut : unexpected).add(name));
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new WeightsException(file, faults(missing, unexpected));
        }
    }

    private static List<Pattern> patterns(String... expressions) {
        return Arrays.stream(expressions).map(Pattern::compile).toList();
    }

    /** Names in the file of what is no part of the encoder. */
    List<String> leftOut() {
        return leftOut;
    }

    private void find(Declaration declaration, Set<String> unused, List<String> missing) throws WeightsException {
        String parameter = declaration.name();
        List<String> sources = NameTable.sources(parameter, identified.family(), identified.naming());
        List<NamedTensor> tensors = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            Optional<String> name = nameInFile(sources.get(i));
            if (name.isPresent()) {
                unused.remove(name.get());
                tensors.add(all.get(name.get()));
            } else if (i == 1 && keysMayMiss(parameter)) {
                tensors.add(zeros(tensors.get(0)));
            } else if (declaration.trainable()) {
                missing.add(NameTable.full(sources.get(i), identified.names().prefix()));
            }
        }
        if (tensors.size() == sources.size()) {
            checkShape(declaration, tensors);
            byParameter.put(parameter, tensors);
        }
    }

    private Optional<String> nameInFile(String source) {
        if (identified.names().has(source)) {
            return Optional.of(identified.names().fullName(source));
        }
        String full = NameTable.full(source, identified.names().prefix());
        return all.containsKey(full) ? Optional.of(full) : Optional.empty();
    }

    private boolean keysMayMiss(String parameter) {
        return architecture.attentionBias() == Bias.WITHOUT_KEYS && parameter.endsWith(".attn.qkv.bias");
    }

    private static NamedTensor zeros(NamedTensor like) {
        return NamedTensor.ofFloats(like.name(), like.type(), like.shape(), new float[like.elements()]);
    }

    private void checkShape(Declaration declaration, List<NamedTensor> tensors) throws WeightsException {
        List<Long> wanted = withoutOnes(declaration.dimensions());
        List<Long> found = withoutOnes(tensors.get(0).shape());
        for (NamedTensor next : tensors.subList(1, tensors.size())) {
            List<Long> other = withoutOnes(next.shape());
            boolean fits = !other.isEmpty()
                    && other.size() == found.size()
                    && other.subList(1, other.size()).equals(found.subList(1, found.size()));
            if (fits) {
                found = new ArrayList<>(found);
                found.set(0, found.get(0) + other.get(0));
            }
        }
        if (transposed(declaration.name())) {
            found = new ArrayList<>(found);
            Collections.reverse(found);
        }
        if (!wanted.equals(found)) {
            throw new WeightsException(
                    file,
                    "tensor %s has the shape %s where the network needs %s"
                            .formatted(
                                    tensors.get(0).name(),
                                    Arrays.toString(tensors.get(0).shape()),
                                    declaration.shape()));
        }
        for (NamedTensor tensor : tensors) {
            if (!tensor.type().isFloat()) {
                throw new WeightsException(
                        file, "tensor " + tensor.name() + " holds " + tensor.type() + ", not real numbers");
            }
        }
    }

    private boolean transposed(String parameter) {
        return NameTable.transposed(parameter, identified.family(), identified.naming());
    }

    private static List<Long> withoutOnes(long[] shape) {
        return Arrays.stream(shape).filter(size -> size != 1).boxed().toList();
    }

    private boolean isKnown(String name) {
        String prefix = identified.names().prefix();
        if (name.startsWith(prefix)) {
            String rest = name.substring(prefix.length());
            if (UNUSED.stream().anyMatch(p -> p.matcher(rest).matches())) {
                return true;
            }
        }
        boolean otherNetwork = prefix.startsWith("teacher.") && name.startsWith("student.");
        return otherNetwork
                || OTHER_PARTS.stream().anyMatch(p -> p.matcher(name).matches());
    }

    private String faults(List<String> missing, List<String> unexpected) {
        StringBuilder text = new StringBuilder("is not a whole ")
                .append(architecture.family().label())
                .append(" encoder of ")
                .append(architecture.depth())
                .append(" blocks:");
        if (!missing.isEmpty()) {
            text.append(" it lacks ").append(listed(missing));
        }
        if (!unexpected.isEmpty()) {
            text.append(missing.isEmpty() ? "" : ",").append(" it holds ").append(listed(unexpected));
            text.append(", which the network does not have");
        }
        return text.toString();
    }

    private static String listed(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " more" : shown;
    }

    /**
     * A parameter's numbers in the order of its indices; of a parameter that training never changes and the file does
     * not tell, those that the network begins with.
     *
     * @throws WeightsException if one is not finite
     */
    float[] values(Declaration declaration) throws WeightsException {
        List<NamedTensor> tensors = byParameter.get(declaration.name());
        boolean exact = architecture.embedding().positions() == PositionRule.ROTARY_EXACT
                && declaration.name().equals("rope_embed.periods");
        if (tensors == null || exact) {
            return declaration.initial(new RandomStream(0));
        }
        float[] values = new float[declaration.count()];
        int at = 0;
        for (NamedTensor tensor : tensors) {
            float[] part = tensor.finiteFloats(file);
            System.arraycopy(part, 0, values, at, part.length);
            at += part.length;
        }
        return transposed(declaration.name()) ? transpose(values, declaration.shape()) : values;
    }

    static float[] transpose(float[] values, List<Long> shape) {
        int rows = Math.toIntExact(shape.get(0));
        int columns = Math.toIntExact(shape.get(1));
        float[] turned = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[row * columns + column] = values[column * rows + row];
            }
        }
        return turned;
    }
}
