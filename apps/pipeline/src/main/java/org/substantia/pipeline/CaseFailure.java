package org.substantia.pipeline;

import java.io.IOException;
import java.util.Optional;

/**
 * A case of which nothing could be made, while the others go on.
 *
 * @param id of the case
 * @param message one line saying why, naming the case or its file
 * @param fault what the program did wrong, if it did
 * @param internal whether the failure is no fault of the case: the program's own, or for lack of memory
 */
public record CaseFailure(String id, String message, Optional<Throwable> fault, boolean internal) {
    /** Wrong input data are the case's own fault, too little memory is nobody's, anything else is the program's. */
    public static CaseFailure of(String id, Throwable failure) {
        Optional<String> memory = MemoryFaults.explain(failure);
        if (memory.isPresent()) {
            return new CaseFailure(id, id + ": " + memory.get(), Optional.empty(), true);
        }
        if (!(failure instanceof IOException)) {
            return new CaseFailure(id, id + ": a fault of the program: " + failure, Optional.of(failure), true);
        }
        String message = String.valueOf(failure.getMessage());
        return new CaseFailure(id, message.contains(id) ? message : id + ": " + message, Optional.empty(), false);
    }
}
