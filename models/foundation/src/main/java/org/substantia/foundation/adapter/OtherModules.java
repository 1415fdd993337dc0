package org.substantia.foundation.adapter;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.substantia.learning.weights.NamedTensor;

/**
 * Modules of the program around a vision encoder that an adapter may change, too. Their blocks are often called as the
 * encoder's, so they are told by what stands before.
 */
final class OtherModules {
    private static final Set<String> NAMES = Set.of(
            // text towers
            "text",
            "text_model",
            "text_projection",
            // SAM
            "prompt_encoder",
            "mask_decoder",
            // heads
            "classifier",
            "head",
            "decode_head",
            "dino_head",
            "ibot_head");
    /** Official CLIP calls the blocks of both towers {@code transformer.resblocks}; the text's stand at the top. */
    private static final String VISION_TOWER = "visual";

    private OtherModules() {}

    /** Those of the tensors that may be the vision encoder's. */
    static Map<String, NamedTensor> without(Map<String, NamedTensor> tensors) {
        boolean tower = tensors.keySet().stream().anyMatch(name -> parts(name).contains(VISION_TOWER));
        Map<String, NamedTensor> rest = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            List<String> parts = parts(name);
            if (parts.stream().noneMatch(NAMES::contains) && (!tower || parts.contains(VISION_TOWER))) {
                rest.put(name, tensor);
            }
        });
        return rest;
    }

    private static List<String> parts(String name) {
        return Arrays.asList(name.split("\\."));
    }
}
