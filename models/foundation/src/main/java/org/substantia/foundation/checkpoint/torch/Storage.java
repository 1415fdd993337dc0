package org.substantia.foundation.checkpoint.torch;

import java.util.List;

/**
 * A row of numbers that tensors are views of.
 *
 * @param type of the numbers
 * @param key under which the file holds them
 * @param count how many the pickle says they are
 */
record Storage(StorageType type, String key, long count) {
    /** Marks a persistent id as one of a storage; torch knows no other. */
    private static final String KIND = "storage";

    /**
     * @param id {@code ("storage", type, key, location, count)}, in old files with the place of a view behind; the
     *     location, such as {@code cuda:0}, does not matter here
     */
    static Storage ofPersistentId(Object id) throws PickleException {
        if (!(id instanceof Tuple tuple)
                || tuple.items().size() < 5
                || !tuple.items().get(0).equals(KIND)) {
            throw new PickleException("it refers to something that is no storage of numbers");
        }
        List<Object> items = tuple.items();
        if (!(items.get(1) instanceof StorageType type)
                || !(items.get(2) instanceof String key)
                || !(items.get(4) instanceof Long count)) {
            throw new PickleException("a storage is not named by its type, key and count");
        }
        if (items.size() > 5 && items.get(5) != None.NONE) {
            throw new PickleException("storage " + key + " is a view of another one, as before torch 0.4;"
                    + " save the weights again with a newer torch");
        }
        if (key.isEmpty() || key.contains("/") || key.contains("\\") || key.contains("..")) {
            throw new PickleException("the key of a storage is a path: '" + key + "'");
        }
        if (count < 0 || count > Long.MAX_VALUE / type.elements().bytes()) {
            throw new PickleException("storage " + key + " should have " + count + " numbers");
        }
        return new Storage(type, key, count);
    }

    long bytes() {
        return count * type.elements().bytes();
    }
}
