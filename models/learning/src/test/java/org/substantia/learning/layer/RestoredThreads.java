package org.substantia.learning.layer;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.NativeLibraries;

/** Loads libtorch for tests that change its number of threads, and gives it back its own after each. */
final class RestoredThreads implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private int threads;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        NativeLibraries.load();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        threads = torch.get_num_threads();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        ComputeDevice.useThreads(threads);
    }
}
