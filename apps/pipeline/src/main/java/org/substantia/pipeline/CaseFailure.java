package org.substantia.pipeline;

import java.io.IOException;
import java.util.Optional;

/**
 * A case of which nothing could be made, while the others go on.
 *
 * @param id of the case
 * @param message one line saying why, naming the case or its file
 * @param fault what the program did wrong, if the failure is no fault of the case
 */
public record CaseFailure(String id, String message, Optional<Throwable> fault) {
    /** Wrong input data are the case's own fault, anything else is the program's. */
    public static CaseFailure of(String id, Throwable failure) {
        Optional<String> memory = MemoryFaults.explain(failure);
        if (memory.isPresent()) {
            return new CaseFailure(id, id + ": " + memory.get(), Optional.empty());
        }
        if (!(failure instanceof IOException)) {
            return new CaseFailure(id, id + ": a fault of the program: " + failure, Optional.of(failure));
        }
        String message = String.valueOf(failure.getMessage());
        return new CaseFailure(id, message.contains(id) ? message : id + ": " + message, Optional.empty());
    }
}
