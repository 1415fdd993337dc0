package org.substantia.learning.device;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A first start of the program as a process of its own: loads libtorch and computes something by it. */
final class LoadInAProcess {
    private LoadInAProcess() {}

    public static void main(String[] args) throws NativeLibrariesException {
        NativeLibraries.load();
        try (Tensor ones = torch.ones(2, 2)) {
            if (ones.numel() != 4) {
                throw new IllegalStateException("libtorch does not compute");
            }
        }
    }
}
