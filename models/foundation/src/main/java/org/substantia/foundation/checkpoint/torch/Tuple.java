package org.substantia.foundation.checkpoint.torch;

import java.util.List;

/** A tuple of a pickle, or a {@code torch.Size}. */
record Tuple(List<Object> items) {
    /** The items as sizes, strides and the like. */
    long[] longs(String what) throws PickleException {
        long[] values = new long[items.size()];
        for (int i = 0; i < values.length; i++) {
            if (!(items.get(i) instanceof Long value) || value < 0) {
                throw new PickleException(
                        "a tensor has the " + what + " " + describe() + ", which should be whole" + " numbers from 0");
            }
            values[i] = value;
        }
        return values;
    }

    private String describe() {
        StringBuilder text = new StringBuilder("(");
        for (Object item : items) {
            text.append(text.length() == 1 ? "" : ", ").append(item instanceof Long ? item : "?");
        }
        return text.append(')').toString();
    }
}
