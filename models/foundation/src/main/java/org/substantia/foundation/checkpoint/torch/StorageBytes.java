package org.substantia.foundation.checkpoint.torch;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a file keeps the numbers of its storages. */
@FunctionalInterface
interface StorageBytes {
    /**
     * @return as many bytes as the storage should have, little-endian, where they lie in the file
     * @throws PickleException if the file has fewer
     */
    ByteBuffer of(Storage storage) throws IOException;
}
