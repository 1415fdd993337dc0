package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Training samples in folders, drawn at random by weight of their folder. What is drawn depends on the folders' content as it was
 * when the bank was opened. Thread-safe.
 */
final class SampleBank {
    static final String SUFFIX = ".sample";

    private final List<List<Path>> folders = new ArrayList<>();
    private final List<Double> weights;

    /**
     * @param folders of sample files
     * @param weights how often a sample comes from each folder, relative to the others
     * @throws IOException naming the folder, if one cannot be read or holds no sample
     */
    SampleBank(List<Path> folders, List<Double> weights) throws IOException {
        this.weights = List.copyOf(weights);
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> samples = files.filter(f -> f.getFileName().toString().endsWith(SUFFIX))
                        .sorted()
                        .toList();
                if (samples.isEmpty()) {
                    throw new IOException(folder + ": holds no training samples");
                }
                this.folders.add(samples);
            }
        }
    }

    int size() {
        return folders.stream().mapToInt(List::size).sum();
    }

    TrainingSample draw(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        double left = random.nextDouble() * weights.stream().mapToDouble(Double::doubleValue).sum();
        int folder = 0;
        while (folder < folders.size() - 1 && left >= weights.get(folder)) {
            left -= weights.get(folder++);
        }
        List<Path> samples = folders.get(folder);
        return SampleFile.read(samples.get(random.nextInt(samples.size())));
    }
}
