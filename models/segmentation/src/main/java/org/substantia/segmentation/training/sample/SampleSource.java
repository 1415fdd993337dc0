package org.substantia.segmentation.training.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.substantia.base.random.RandomStream;

/** Where training samples come from. Thread-safe; the same step and seed give the same sample. */
public interface SampleSource extends AutoCloseable {
    /**
     * The file of a sample, which is there.
     *
     * @param step of the training run, from 0
     */
    Path draw(long step, long seed) throws IOException;

    @Override
    void close();

    /** Samples in files, all there from the start. */
    record Stored(List<Path> files) implements SampleSource {
        public Stored {
            files = List.copyOf(files);
        }

        @Override
        public Path draw(long step, long seed) {
            return files.get(new RandomStream(seed).nextInt(files.size()));
        }

        @Override
        public void close() {
            // Files stay.
        }
    }

    /**
     * One of two sources by chance.
     *
     * @param share of the first, 0 to 1
     */
    record Mixed(SampleSource first, SampleSource second, double share) implements SampleSource {
        @Override
        public Path draw(long step, long seed) throws IOException {
            RandomStream random = new RandomStream(seed);
            return (random.nextBoolean(share) ? first : second).draw(step, random.nextLong());
        }

        @Override
        public void close() {
            first.close();
            second.close();
        }
    }
}
