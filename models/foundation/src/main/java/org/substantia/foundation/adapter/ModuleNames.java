package org.substantia.foundation.adapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declaration;

/** Which parameter of the network, or which part of its rows, a program's name stands for. */
final class ModuleNames {
    /** Rows {@code part} of {@code parts} of a parameter. */
    record Place(Declaration parameter, int part, int parts) {
        int rows() {
            return Math.toIntExact(parameter.shape().get(0) / parts);
        }

        int inputs() {
            return parameter.count() / Math.toIntExact(parameter.shape().get(0));
        }

        /** The parameter's name without {@code .weight}. */
        String module() {
            return parameter.name().replaceFirst("\\.(weight|bias)$", "");
        }
    }

    private final Map<String, Place> places;
    private final String prefix;

    private ModuleNames(Map<String, Place> places, String prefix) {
        this.places = places;
        this.prefix = prefix;
    }

    /** Every way of naming the tensors of such a network. */
    static List<ModuleNames> all(Architecture architecture) {
        List<ModuleNames> all = new ArrayList<>();
        for (Naming naming : Naming.values()) {
            all.add(new ModuleNames(architecture, naming));
        }
        if (architecture.family() == Family.DINOV3) {
            all.add(new ModuleNames(architecture, Naming.TRANSFORMERS).nested());
        }
        return all;
    }

    /** As in memory since transformers 5: blocks stand in a module of their own, all else beside it. */
    private ModuleNames nested() {
        Map<String, Place> nested = new LinkedHashMap<>();
        places.forEach((name, place) ->
                nested.put((place.parameter().name().startsWith("blocks.") ? "model." : "") + name, place));
        return new ModuleNames(nested, "");
    }

    ModuleNames(Architecture architecture, Naming naming) {
        this(new LinkedHashMap<>(), "");
        for (Declaration d :
                new VisionEncoder(architecture, Precision.FP32).declarations().all()) {
            List<String> names = EncoderWriter.names(architecture, d.name(), naming);
            for (int i = 0; i < names.size(); i++) {
                places.put(names.get(i), new Place(d, i, names.size()));
            }
        }
    }

    /**
     * What a program puts before the network's own name of a tensor, such as {@code backbone.}; empty if it is none of
     * the network's.
     */
    Optional<String> prefixOf(String name) {
        String rest = name;
        while (!places.containsKey(rest)) {
            int dot = rest.indexOf('.');
            if (dot < 0) {
                return Optional.empty();
            }
            rest = rest.substring(dot + 1);
        }
        return Optional.of(name.substring(0, name.length() - rest.length()));
    }

    /** The same names in a program that puts this before them. */
    ModuleNames behind(String other) {
        return new ModuleNames(places, other);
    }

    /** How many of the tensors are the network's. */
    long count(List<String> names) {
        return names.stream().filter(name -> find(name).isPresent()).count();
    }

    /** @param name of a tensor, with what the program puts before it */
    Optional<Place> find(String name) {
        return name.startsWith(prefix)
                ? Optional.ofNullable(places.get(name.substring(prefix.length())))
                : Optional.empty();
    }
}
