package org.substantia.foundation.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.EnumNames;
import org.substantia.base.json.JsonFiles;
import org.substantia.foundation.checkpoint.CheckpointReader;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

/**
 * Folders as PEFT's {@code save_pretrained} writes them and its {@code from_pretrained} reads them. The rule for
 * positions is kept in the metadata of the weights, where PEFT does not mind it. Stateless.
 */
public final class PeftFiles {
    private static final String CONFIGURATION = "adapter_config.json";
    private static final List<String> WEIGHTS = List.of("adapter_model.safetensors", "adapter_model.bin");
    private static final String PREFIX = "base_model.model.";
    private static final String POSITIONS = "substantia.positions";
    private static final String DOWN = ".lora_A";
    private static final String UP = ".lora_B";

    private PeftFiles() {}

    /**
     * Reads an adapter of an encoder, under either program's names. What it changes beside the encoder, such as a text
     * tower, is left out.
     *
     * @throws WeightsException if it is of another kind, belongs to another network or to other parts alone, or lacks a
     *     part
     */
    public static LoraAdapter read(Path folder, Architecture architecture) throws WeightsException {
        PeftConfiguration configuration = PeftConfiguration.read(folder.resolve(CONFIGURATION));
        Path file = weights(folder);
        TensorFile content = CheckpointReader.read(file).content();
        Map<String, NamedTensor> all = plainNames(content.tensors());
        Map<String, NamedTensor> tensors = OtherModules.without(all);
        ModuleNames names = names(file, tensors, architecture);
        List<LowRankTerm> terms = new ArrayList<>();
        Map<String, float[]> saved = new LinkedHashMap<>();
        for (Map.Entry<String, NamedTensor> entry : tensors.entrySet()) {
            String name = entry.getKey();
            if (name.endsWith(DOWN + ".weight")) {
                String module = name.substring(0, name.length() - (DOWN + ".weight").length());
                NamedTensor up = tensors.get(module + UP + ".weight");
                terms.add(term(file, module, entry.getValue(), up, names, configuration));
            } else if (!name.endsWith(UP + ".weight")) {
                saveWhole(file, name, entry.getValue(), names, configuration, saved);
            } else if (!tensors.containsKey(name.replace(UP, DOWN))) {
                throw new WeightsException(file.toString(), "has " + name + " without its lora_A");
            }
        }
        if (terms.isEmpty() && saved.isEmpty()) {
            throw new WeightsException(
                    file.toString(),
                    all.isEmpty()
                            ? "holds nothing that was trained"
                            : "changes nothing of the encoder, only parts beside it, such as "
                                    + all.keySet().iterator().next());
        }
        return new LoraAdapter(terms, saved, positions(file, content, architecture));
    }

    private static Path weights(Path folder) {
        return WEIGHTS.stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElse(folder.resolve(WEIGHTS.get(0)));
    }

    /** Which adapter it is: the SHA-256 of its description and its weights, in hexadecimal. */
    public static String digest(Path folder) throws IOException {
        return new Sha256()
                .update(Sha256.hex(folder.resolve(CONFIGURATION)) + Sha256.hex(weights(folder)))
                .hex();
    }

    /** Without PEFT's prefix and the name of the adapter, which models in memory carry. */
    private static Map<String, NamedTensor> plainNames(Map<String, NamedTensor> tensors) {
        Map<String, NamedTensor> plain = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> plain.put(
                name.replaceFirst("^base_model\\.model\\.", "")
                        .replaceFirst("\\.lora_([AB])\\.[^.]+\\.weight$", ".lora_$1.weight")
                        .replaceFirst("\\.modules_to_save\\.[^.]+\\.", "."),
                tensor));
        return plain;
    }

    /**
     * The network's names as the file has them. Programs put one thing before all names of an encoder; a second network
     * of the same names has another before its own. Where two ways of naming fit, that which knows more of the tensors.
     */
    private static ModuleNames names(Path file, Map<String, NamedTensor> tensors, Architecture architecture)
            throws WeightsException {
        List<String> all = tensors.keySet().stream().map(PeftFiles::weightName).toList();
        List<String> changed = tensors.keySet().stream()
                .filter(name -> name.contains(DOWN) || name.contains(UP))
                .map(PeftFiles::weightName)
                .toList();
        List<ModuleNames> known = ModuleNames.all(architecture);
        Optional<ModuleNames> best = Optional.empty();
        Map<String, String> parted = Map.of();
        for (ModuleNames names : known) {
            // Without LoRA, what was trained whole tells.
            Map<String, String> prefixes = prefixes(names, changed.isEmpty() ? all : changed);
            boolean knowsAll =
                    changed.stream().allMatch(name -> names.prefixOf(name).isPresent());
            if (knowsAll && prefixes.size() > 1) {
                parted = parted.isEmpty() ? prefixes : parted;
            } else if (knowsAll) {
                ModuleNames here = names.behind(
                        prefixes.isEmpty() ? "" : prefixes.keySet().iterator().next());
                if (best.isEmpty() || here.count(all) > best.get().count(all)) {
                    best = Optional.of(here);
                }
            }
        }
        if (best.isPresent()) {
            return best.get();
        }
        if (!parted.isEmpty()) {
            throw new WeightsException(
                    file.toString(),
                    "changes more than one network of these names, as " + String.join(" and ", parted.values())
                            + " show; which of them is the encoder cannot be told");
        }
        String stray = changed.stream()
                .filter(name ->
                        known.stream().allMatch(names -> names.prefixOf(name).isEmpty()))
                .findFirst()
                .orElse("names of both programs");
        throw new WeightsException(
                file.toString(),
                "is no adapter of this " + architecture.family().label() + " encoder: it has " + stray);
    }

    /** What stands before the network's names, each with an example. */
    private static Map<String, String> prefixes(ModuleNames names, List<String> tensors) {
        Map<String, String> examples = new LinkedHashMap<>();
        for (String name : tensors) {
            names.prefixOf(name).ifPresent(prefix -> examples.putIfAbsent(prefix, name));
        }
        return examples;
    }

    private static String weightName(String name) {
        return name.replaceFirst("\\.lora_[AB]\\.weight$", ".weight");
    }

    private static LowRankTerm term(
            Path file,
            String module,
            NamedTensor down,
            NamedTensor up,
            ModuleNames names,
            PeftConfiguration configuration)
            throws WeightsException {
        if (up == null) {
            throw new WeightsException(file.toString(), "has " + module + ".lora_A without its lora_B");
        }
        ModuleNames.Place place = names.find(module + ".weight").orElseThrow();
        long rank = down.shape().length > 1 ? down.shape()[0] : 0;
        boolean fits = rank > 0
                && up.shape().length > 1
                && up.shape()[1] == rank
                && down.elements() == rank * place.inputs()
                && up.elements() == rank * place.rows();
        if (!fits || !down.type().isFloat() || !up.type().isFloat()) {
            throw new WeightsException(
                    file.toString(),
                    "changes %s by %s and %s, which do not fit its %d x %d numbers"
                            .formatted(
                                    module,
                                    Arrays.toString(down.shape()),
                                    Arrays.toString(up.shape()),
                                    place.rows(),
                                    place.inputs()));
        }
        return new LowRankTerm(
                place.module(),
                place.part(),
                place.parts(),
                (int) rank,
                place.inputs(),
                place.rows(),
                configuration.scale(module, (int) rank),
                down.finiteFloats(file.toString()),
                up.finiteFloats(file.toString()));
    }

    private static void saveWhole(
            Path file,
            String name,
            NamedTensor tensor,
            ModuleNames names,
            PeftConfiguration configuration,
            Map<String, float[]> saved)
            throws WeightsException {
        Optional<ModuleNames.Place> place = names.find(name);
        if (place.isEmpty()) {
            boolean beside = configuration.modulesToSave().stream()
                    .anyMatch(module -> name.startsWith(module + ".") || name.contains("." + module + "."));
            if (!beside) {
                throw new WeightsException(file.toString(), "has " + name + ", which the encoder does not have");
            }
            // A classifier of the program around the encoder, which is not needed for features.
            return;
        }
        ModuleNames.Place found = place.get();
        int rows = found.rows() * found.inputs();
        if (tensor.elements() != rows || !tensor.type().isFloat()) {
            throw new WeightsException(
                    file.toString(),
                    "has " + name + " of shape " + Arrays.toString(tensor.shape()) + ", which does not fit");
        }
        if (found.parts() > 1) {
            throw new WeightsException(
                    file.toString(),
                    "was trained with " + name + " whole, a part of a matrix here; LoRA of it is supported");
        }
        saved.put(found.parameter().name(), tensor.finiteFloats(file.toString()));
    }

    private static Optional<PositionRule> positions(Path file, TensorFile content, Architecture architecture)
            throws WeightsException {
        String name = content.metadata().get(POSITIONS);
        if (name == null) {
            return Optional.empty();
        }
        PositionRule rule;
        try {
            rule = EnumNames.parse(PositionRule.class, name);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(
                    file.toString(), "names the rule for positions '" + name + "', which is unknown", e);
        }
        if (rule.isRotary() != architecture.embedding().positions().isRotary()) {
            throw new WeightsException(
                    file.toString(),
                    "was trained under the rule for positions '" + name + "', which "
                            + architecture.family().label() + " does not have");
        }
        return Optional.of(rule);
    }

    /**
     * Writes an adapter under a program's names. Changes of a whole matrix that the program keeps in parts become
     * changes of the parts, and the reverse; what they compute stays the same.
     *
     * @param base what the encoder is called, such as a model's id; may be empty
     */
    public static void write(Path folder, LoraAdapter adapter, Architecture architecture, Naming naming, String base)
            throws IOException {
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        Map<String, Integer> ranks = new LinkedHashMap<>();
        Map<String, Double> alphas = new TreeMap<>();
        for (List<LowRankTerm> ofModule : adapter.terms().values()) {
            for (LowRankTerm term : asKept(ofModule, architecture, naming)) {
                String module = moduleName(term, architecture, naming);
                add(tensors, module, term, term.module().equals("patch_embed.proj") ? architecture : null);
                ranks.put(module, term.rank());
                alphas.put(module, term.scale() * term.rank());
            }
        }
        Set<String> whole = addWhole(tensors, adapter, architecture, naming);
        Map<String, String> metadata = new LinkedHashMap<>(Map.of("format", "pt"));
        adapter.positions().ifPresent(rule -> metadata.put(POSITIONS, EnumNames.of(rule)));
        SafeTensors.write(folder.resolve(WEIGHTS.get(0)), new TensorFile(metadata, tensors));
        JsonFiles.write(folder.resolve(CONFIGURATION), configuration(ranks, alphas, whole, base));
    }

    private static List<LowRankTerm> asKept(List<LowRankTerm> terms, Architecture architecture, Naming naming) {
        int parts = EncoderWriter.names(architecture, terms.get(0).module() + ".weight", naming)
                .size();
        if (parts > 1) {
            return terms.stream()
                    .flatMap(term -> term.parts() == parts ? List.of(term).stream() : term.split(parts).stream())
                    .toList();
        }
        boolean whole = terms.size() == 1 && terms.get(0).parts() == 1;
        return whole ? terms : List.of(LowRankTerm.joined(terms));
    }

    private static String moduleName(LowRankTerm term, Architecture architecture, Naming naming) {
        return EncoderWriter.names(architecture, term.module() + ".weight", naming)
                .get(term.parts() == 1 ? 0 : term.part())
                .replaceFirst("\\.weight$", "");
    }

    private static void add(
            Map<String, NamedTensor> tensors, String module, LowRankTerm term, Architecture convolution) {
        long[] down = {term.rank(), term.inputs()};
        long[] up = {term.outputs(), term.rank()};
        if (convolution != null) {
            int patch = convolution.embedding().patch();
            down = new long[] {term.rank(), term.inputs() / ((long) patch * patch), patch, patch};
            up = new long[] {term.outputs(), term.rank(), 1, 1};
        }
        String downName = PREFIX + module + DOWN + ".weight";
        String upName = PREFIX + module + UP + ".weight";
        tensors.put(downName, NamedTensor.ofFloats(downName, TensorType.F32, down, term.down()));
        tensors.put(upName, NamedTensor.ofFloats(upName, TensorType.F32, up, term.up()));
    }

    /** @return the modules that the parameters belong to */
    private static Set<String> addWhole(
            Map<String, NamedTensor> tensors, LoraAdapter adapter, Architecture architecture, Naming naming) {
        Set<String> modules = new LinkedHashSet<>();
        if (adapter.saved().isEmpty()) {
            return modules;
        }
        ModuleNames known = new ModuleNames(architecture, naming);
        for (String parameter : adapter.saved()) {
            List<String> names = EncoderWriter.names(architecture, parameter, naming);
            float[] values = adapter.savedValues(parameter);
            int each = values.length / names.size();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                ModuleNames.Place place = known.find(name).orElseThrow();
                long[] shape = place.parameter().dimensions();
                shape[0] = place.rows();
                tensors.put(
                        PREFIX + name,
                        NamedTensor.ofFloats(
                                PREFIX + name,
                                TensorType.F32,
                                shape,
                                Arrays.copyOfRange(values, i * each, (i + 1) * each)));
                modules.add(name.substring(0, name.lastIndexOf('.')));
            }
        }
        return modules;
    }

    private static Map<String, Object> configuration(
            Map<String, Integer> ranks, Map<String, Double> alphas, Set<String> whole, String base) {
        int rank = ranks.values().stream().max(Integer::compare).orElse(1);
        double alpha = alphas.values().stream().max(Double::compare).orElse(1.0);
        Map<String, Object> entries = new TreeMap<>();
        entries.put("alpha_pattern", others(alphas, alpha));
        entries.put("base_model_name_or_path", base.isEmpty() ? null : base);
        entries.put("bias", "none");
        entries.put("fan_in_fan_out", false);
        entries.put("inference_mode", true);
        entries.put("init_lora_weights", true);
        entries.put("lora_alpha", alpha);
        entries.put("lora_dropout", 0.0);
        entries.put("modules_to_save", whole.isEmpty() ? null : List.copyOf(whole));
        entries.put("peft_type", "LORA");
        entries.put("r", rank);
        entries.put("rank_pattern", others(ranks, rank));
        entries.put("target_modules", List.copyOf(ranks.keySet()));
        entries.put("task_type", null);
        entries.put("use_dora", false);
        entries.put("use_rslora", false);
        return entries;
    }

    private static <T> Map<String, T> others(Map<String, T> all, T usual) {
        Map<String, T> others = new TreeMap<>(all);
        others.values().removeIf(usual::equals);
        return others;
    }
}
