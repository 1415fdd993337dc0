package org.substantia.learning.layer;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters that the layers of a network ask for, in the order in which they do. Not thread-safe. */
public final class Declarations {
    private final Map<String, Declaration> all;
    private final boolean trainable;

    public Declarations() {
        this(new LinkedHashMap<>(), true);
    }

    private Declarations(Map<String, Declaration> all, boolean trainable) {
        this.all = all;
        this.trainable = trainable;
    }

    /** @throws IllegalArgumentException if the name was declared before */
    public void declare(String name, Initialization initialization, long... shape) {
        Declaration declaration =
                new Declaration(name, Arrays.stream(shape).boxed().toList(), initialization, trainable);
        if (all.putIfAbsent(name, declaration) != null) {
            throw new IllegalArgumentException("two tensors are named " + name);
        }
    }

    /** Where to declare parameters that training leaves as they are, as those of a layer below an adapter. */
    public Declarations frozen() {
        return new Declarations(all, false);
    }

    /** In the order of their declaration. */
    public Collection<Declaration> all() {
        return Collections.unmodifiableCollection(all.values());
    }
}
