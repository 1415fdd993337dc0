package org.substantia.segmentation.training.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.generation.CaseGenerator;
import org.substantia.synthesis.generation.CohortRecipe;
import org.substantia.synthesis.generation.SyntheticCase;
import org.substantia.synthesis.image.protocol.AcquisitionDomain;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;

/**
 * Samples of synthetic cases of both acquisition domains, made while the network trains. They are kept on disk and read
 * again and again, since a case costs as much as several training steps. Test anatomies of the bank are never used.
 *
 * <p>How many samples a step may draw from depends on the step alone, and a draw waits for its sample: a run gives the
 * same result however quick the generator is.
 */
public final class SyntheticSampleSource implements SampleSource {
    private static final Logger LOG = LoggerFactory.getLogger(SyntheticSampleSource.class);
    /** Samples that must be there before the first step. */
    private static final int MIN_SAMPLES = 24;

    private final Path folder;
    private final SampleFactory factory;
    private final int max;
    private final double perStep;
    private final Map<AcquisitionDomain, CaseGenerator> generators = new EnumMap<>(AcquisitionDomain.class);
    private final AtomicInteger next = new AtomicInteger();
    private final Thread[] threads;
    private volatile boolean closed;
    private volatile Optional<Throwable> fault = Optional.empty();

    /**
     * Begins to make samples at once, after those that are in the folder already.
     *
     * @param max samples that are made in all
     * @param perStep samples that are added per training step
     */
    public SyntheticSampleSource(
            Path folder, SampleFactory factory, AnatomyBank bank, long seed, int max, double perStep, int threadCount)
            throws IOException {
        this.folder = folder;
        this.factory = factory;
        this.max = max;
        this.perStep = perStep;
        Files.createDirectories(folder);
        List<String> anatomies = bank.entries().stream()
                .filter(entry -> !entry.test())
                .map(AnatomyBank.Entry::id)
                .toList();
        for (AcquisitionDomain domain : AcquisitionDomain.values()) {
            CohortRecipe recipe = new CohortRecipe(
                    2 * seed + (domain == AcquisitionDomain.REALISTIC ? 0 : 1),
                    domain,
                    0.5,
                    Confounding.NONE,
                    anatomies,
                    Optional.empty());
            generators.put(domain, new CaseGenerator(bank, PopulationModel.ruijin(), recipe));
        }
        threads = new Thread[threadCount];
        for (int t = 0; t < threadCount; t++) {
            threads[t] = new Thread(this::work, "synthetic samples " + t);
            threads[t].setDaemon(true);
            threads[t].start();
        }
    }

    private void work() {
        try {
            for (int k = next.getAndIncrement(); k < max && !closed; k = next.getAndIncrement()) {
                Path file = file(k);
                if (!Files.exists(file)) {
                    SampleFile.write(file, make(k));
                    synchronized (this) {
                        notifyAll();
                    }
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("making synthetic samples failed", e);
            synchronized (this) {
                fault = Optional.of(e);
                notifyAll();
            }
        }
    }

    private Path file(int k) {
        return folder.resolve(String.format(Locale.ROOT, "synthetic_%05d.sample", k));
    }

    /** Domains take turns. */
    private TrainingSample make(int k) throws IOException {
        AcquisitionDomain[] domains = AcquisitionDomain.values();
        AcquisitionDomain domain = domains[k % domains.length];
        SyntheticCase made = generators.get(domain).generate(1 + k / domains.length, Workers.caller());
        Map<Modality, Volume> images = new EnumMap<>(Modality.class);
        made.images().t1().ifPresent(image -> images.put(Modality.T1, image));
        made.images().qsm().ifPresent(image -> images.put(Modality.QSM, image));
        made.images().nm().ifPresent(image -> images.put(Modality.NM, image));
        Map<String, LabelMap> masks = Map.of(
                LabelScheme.QSM.name(), made.images().qsmMask(),
                LabelScheme.NM.name(), made.images().nmMask());
        return factory.make(
                        Format.words(domain) + " " + made.id(),
                        // All of its images and masks share one grid.
                        made.images().qsmMask().geometry(),
                        images,
                        masks,
                        Optional.empty(),
                        Workers.caller())
                .orElseThrow(() -> new IllegalStateException(made.id() + " has no nuclei"));
    }

    @Override
    public Path draw(long step, long seed) throws IOException {
        int there = (int) Math.min(max, MIN_SAMPLES + (long) (perStep * step));
        Path file = file(new RandomStream(seed).nextInt(there));
        synchronized (this) {
            while (!Files.exists(file)) {
                if (fault.isPresent()) {
                    throw new IOException(
                            "synthetic samples cannot be made: " + fault.get().getMessage(), fault.get());
                }
                try {
                    wait(1000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while waiting for a synthetic sample", e);
                }
            }
        }
        return file;
    }

    @Override
    public void close() {
        closed = true;
    }
}
