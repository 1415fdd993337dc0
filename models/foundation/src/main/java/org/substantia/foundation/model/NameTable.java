package org.substantia.foundation.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.substantia.foundation.encoder.Family;

/** Which tensors of a file make up a parameter of the network. */
final class NameTable {
    /** Stands before a name that is one level above the file's prefix. */
    private static final String ABOVE = "^";

    /** Names of whole tensors or of modules, which then keep their last part. */
    private record Names(Map<String, List<String>> top, String block, Map<String, List<String>> inBlock) {}

    private static final Map<String, List<String>> SAME = Map.of();

    private static final Names TRUNK =
            new Names(Map.of("head.weight", List.of(ABOVE + "head.proj.weight")), "blocks.", SAME);
    private static final Names DINOV3_OFFICIAL = new Names(
            Map.of("register_tokens", List.of("storage_tokens")),
            "blocks.",
            Map.of("mlp.w12", List.of("mlp.w1", "mlp.w2")));
    private static final Names CLIP_OFFICIAL = new Names(
            Map.of(
                    "cls_token", List.of("class_embedding"),
                    "pos_embed", List.of("positional_embedding"),
                    "head.weight", List.of("proj"),
                    "patch_embed.proj", List.of("conv1"),
                    "norm_pre", List.of("ln_pre"),
                    "norm", List.of("ln_post")),
            "transformer.resblocks.",
            Map.of(
                    "norm1", List.of("ln_1"),
                    "norm2", List.of("ln_2"),
                    "attn.qkv.weight", List.of("attn.in_proj_weight"),
                    "attn.qkv.bias", List.of("attn.in_proj_bias"),
                    "attn.proj", List.of("attn.out_proj"),
                    "mlp.fc1", List.of("mlp.c_fc"),
                    "mlp.fc2", List.of("mlp.c_proj")));
    private static final Names SAM_OFFICIAL =
            new Names(SAME, "blocks.", Map.of("mlp.fc1", List.of("mlp.lin1"), "mlp.fc2", List.of("mlp.lin2")));

    private static final Names DINOV2_TRANSFORMERS = new Names(
            Map.of(
                    "cls_token", List.of("embeddings.cls_token"),
                    "mask_token", List.of("embeddings.mask_token"),
                    "pos_embed", List.of("embeddings.position_embeddings"),
                    "register_tokens", List.of("embeddings.register_tokens"),
                    "patch_embed.proj", List.of("embeddings.patch_embeddings.projection"),
                    "norm", List.of("layernorm")),
            "encoder.layer.",
            Map.of(
                    "attn.qkv",
                            List.of(
                                    "attention.attention.query",
                                    "attention.attention.key",
                                    "attention.attention.value"),
                    "attn.proj", List.of("attention.output.dense"),
                    "ls1.gamma", List.of("layer_scale1.lambda1"),
                    "ls2.gamma", List.of("layer_scale2.lambda1"),
                    "mlp.w12", List.of("mlp.weights_in"),
                    "mlp.w3", List.of("mlp.weights_out")));
    private static final Names DINOV3_TRANSFORMERS = new Names(
            Map.of(
                    "cls_token", List.of("embeddings.cls_token"),
                    "mask_token", List.of("embeddings.mask_token"),
                    "register_tokens", List.of("embeddings.register_tokens"),
                    "patch_embed.proj", List.of("embeddings.patch_embeddings")),
            "layer.",
            Map.of(
                    "attn.qkv", List.of("attention.q_proj", "attention.k_proj", "attention.v_proj"),
                    "attn.proj", List.of("attention.o_proj"),
                    "ls1.gamma", List.of("layer_scale1.lambda1"),
                    "ls2.gamma", List.of("layer_scale2.lambda1"),
                    "mlp.fc1", List.of("mlp.up_proj"),
                    "mlp.fc2", List.of("mlp.down_proj"),
                    "mlp.w12", List.of("mlp.gate_proj", "mlp.up_proj"),
                    "mlp.w3", List.of("mlp.down_proj")));
    private static final Names CLIP_TRANSFORMERS = new Names(
            Map.of(
                    "cls_token", List.of("embeddings.class_embedding"),
                    "pos_embed", List.of("embeddings.position_embedding.weight"),
                    "patch_embed.proj", List.of("embeddings.patch_embedding"),
                    // The library's own spelling.
                    "norm_pre", List.of("pre_layrnorm"),
                    "norm", List.of("post_layernorm"),
                    "head.weight", List.of(ABOVE + "visual_projection.weight")),
            "encoder.layers.",
            Map.of(
                    "norm1", List.of("layer_norm1"),
                    "norm2", List.of("layer_norm2"),
                    "attn.qkv", List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
                    "attn.proj", List.of("self_attn.out_proj")));
    private static final Names SAM_TRANSFORMERS = new Names(
            Map.of(
                    "patch_embed.proj", List.of("patch_embed.projection"),
                    "neck.0", List.of("neck.conv1"),
                    "neck.1", List.of("neck.layer_norm1"),
                    "neck.2", List.of("neck.conv2"),
                    "neck.3", List.of("neck.layer_norm2")),
            "layers.",
            Map.of(
                    "norm1", List.of("layer_norm1"),
                    "norm2", List.of("layer_norm2"),
                    "mlp.fc1", List.of("mlp.lin1"),
                    "mlp.fc2", List.of("mlp.lin2")));

    private static final String BLOCKS = "blocks.";

    private NameTable() {}

    private static Names names(Family family, Naming naming) {
        boolean official = naming == Naming.OFFICIAL;
        return switch (family) {
            case DINOV2 -> official ? TRUNK : DINOV2_TRANSFORMERS;
            case DINOV3 -> official ? DINOV3_OFFICIAL : DINOV3_TRANSFORMERS;
            case CLIP -> official ? CLIP_OFFICIAL : CLIP_TRANSFORMERS;
            case SAM -> official ? SAM_OFFICIAL : SAM_TRANSFORMERS;
        };
    }

    /** What stands before the number of a block. */
    static String blockPrefix(Family family, Naming naming) {
        return names(family, naming).block;
    }

    /**
     * The tensors of one parameter: one, or several whose rows follow each other.
     *
     * @param parameter of the network, such as {@code blocks.3.attn.qkv.weight}
     * @return their names behind the file's prefix
     */
    static List<String> sources(String parameter, Family family, Naming naming) {
        Names names = names(family, naming);
        if (!parameter.startsWith(BLOCKS)) {
            return lookUp(parameter, names.top);
        }
        int dot = parameter.indexOf('.', BLOCKS.length());
        String index = parameter.substring(BLOCKS.length(), dot + 1);
        return lookUp(parameter.substring(dot + 1), names.inBlock).stream()
                .map(name -> names.block + index + name)
                .toList();
    }

    /** Whether the file holds columns for rows: OpenAI's projection is multiplied from the right. */
    static boolean transposed(String parameter, Family family, Naming naming) {
        return parameter.equals("head.weight") && family == Family.CLIP && naming == Naming.OFFICIAL;
    }

    private static List<String> lookUp(String name, Map<String, List<String>> names) {
        List<String> whole = names.get(name);
        if (whole != null) {
            return whole;
        }
        int dot = name.lastIndexOf('.');
        List<String> module = dot < 0 ? null : names.get(name.substring(0, dot));
        if (module == null) {
            return List.of(name);
        }
        List<String> full = new ArrayList<>();
        for (String part : module) {
            full.add(part + name.substring(dot));
        }
        return full;
    }

    /** The name in a file with that prefix. */
    static String full(String name, String prefix) {
        if (!name.startsWith(ABOVE)) {
            return prefix + name;
        }
        int dot = prefix.lastIndexOf('.', prefix.length() - 2);
        return (dot < 0 ? "" : prefix.substring(0, dot + 1)) + name.substring(ABOVE.length());
    }
}
