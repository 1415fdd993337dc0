package org.substantia.cluster;

/** A machine cannot do its work, which another one may be able to do: Spark tries it again elsewhere. */
final class MachineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MachineException(String message) {
        super(message);
    }
}
