package org.substantia.foundation.checkpoint.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names that a state dict may call: each stands for what we make of its arguments ourselves. Nothing else is ever
 * looked up or run.
 */
enum Callable {
    ORDERED_DICT {
        @Override
        Object call(List<Object> arguments) throws PickleException {
            Map<Object, Object> dict = new LinkedHashMap<>();
            if (arguments.isEmpty()) {
                return dict;
            }
            if (arguments.size() != 1 || !(arguments.get(0) instanceof List<?> pairs)) {
                throw new PickleException("an OrderedDict is made of something that is no list of pairs");
            }
            for (Object pair : pairs) {
                List<?> items = pair instanceof Tuple tuple ? tuple.items() : pair instanceof List<?> l ? l : List.of();
                if (items.size() != 2) {
                    throw new PickleException("an OrderedDict is made of something that is no list of pairs");
                }
                dict.put(Unpickler.key(items.get(0)), items.get(1));
            }
            return dict;
        }
    },
    TENSOR {
        @Override
        Object call(List<Object> arguments) throws PickleException {
            return StoredTensor.ofArguments(arguments);
        }
    },
    /** A tensor with a mark that it is trained. */
    PARAMETER {
        @Override
        Object call(List<Object> arguments) throws PickleException {
            if (arguments.isEmpty() || !(arguments.get(0) instanceof StoredTensor tensor)) {
                throw new PickleException("a parameter is made of something that is no tensor");
            }
            return tensor;
        }
    },
    SIZE {
        @Override
        Object call(List<Object> arguments) throws PickleException {
            if (arguments.size() != 1 || !(arguments.get(0) instanceof Tuple sizes)) {
                throw new PickleException("a torch.Size is made of something that is no tuple");
            }
            return sizes;
        }
    },
    /** NumPy's scalars and what they are made of. */
    IGNORED {
        @Override
        Object call(List<Object> arguments) {
            return Ignored.VALUE;
        }
    };

    private static final Map<String, Callable> BY_NAME = Map.of(
            "collections.OrderedDict", ORDERED_DICT,
            "torch._utils._rebuild_tensor_v2", TENSOR,
            "torch._utils._rebuild_parameter", PARAMETER,
            "torch.Size", SIZE,
            "numpy.core.multiarray.scalar", IGNORED,
            "numpy._core.multiarray.scalar", IGNORED,
            "numpy.dtype", IGNORED,
            "_codecs.encode", IGNORED);

    abstract Object call(List<Object> arguments) throws PickleException;

    /** A callable or a {@link StorageType}. */
    static Object global(String module, String name) throws PickleException {
        Callable callable = BY_NAME.get(module + "." + name);
        if (callable != null) {
            return callable;
        }
        if (module.equals("torch")) {
            StorageType type = StorageType.named(name).orElse(null);
            if (type != null) {
                return type;
            }
        }
        throw new PickleException("it asks for " + module + "." + name + ", which a state dict does not need;"
                + " nothing was run. Save the state dict alone (torch.save(model.state_dict(), ...)) or take a"
                + " safetensors file");
    }
}
