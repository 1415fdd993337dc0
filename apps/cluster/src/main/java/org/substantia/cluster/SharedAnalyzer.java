package org.substantia.cluster;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.substantia.base.parallel.Workers;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.PatientAnalyzer;

/** One analyzer for all tasks of an executor: a model is loaded once in a virtual machine and stays. Thread-safe. */
final class SharedAnalyzer {
    private static final Map<AnalysisOptions, PatientAnalyzer> OPENED = new HashMap<>();

    private SharedAnalyzer() {}

    /**
     * An analyzer that the caller may close, for the calling thread.
     *
     * @param threads of one task
     */
    static PatientAnalyzer borrow(AnalysisOptions options, String device, String precision, int threads)
            throws IOException {
        synchronized (OPENED) {
            ComputeDevice chosen = ComputeDevice.choose(device, precision);
            // libtorch's threads are those of the thread that calls it.
            ComputeDevice.useThreads(threads);
            PatientAnalyzer opened = OPENED.get(options);
            if (opened == null) {
                opened = PatientAnalyzer.open(options, Main.version(), chosen, Workers.of(threads));
                OPENED.put(options, opened);
            }
            return opened.borrowed();
        }
    }
}
