package org.substantia.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.parallel.Workers;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.generation.CohortRecipe;
import org.substantia.synthesis.generation.CohortSummary;
import org.substantia.synthesis.generation.CohortWriter;
import org.substantia.synthesis.image.protocol.AcquisitionDomain;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia cluster synthesize}: the patients of {@code substantia synthesize}, made by many machines. */
@Command(
        name = "synthesize",
        mixinStandardHelpOptions = true,
        description = {
            "Makes synthetic patients on Spark; the files are those of 'substantia synthesize'. The same command again "
                    + "leaves finished cases alone.",
            ""
        })
public final class SynthesizeJob implements Callable<Integer> {
    private static final int CASES_PER_PARTITION = 16;

    /** Which anatomies, by their use. */
    enum Anatomy {
        ALL,
        TRAINING,
        TEST
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "OUT", description = "folder of the cohort, mounted on every machine")
    private Path out;

    @Option(names = "--cases", required = true, paramLabel = "N", description = "number of patients")
    private int cases;

    @Option(names = "--seed", required = true, paramLabel = "S", description = "seed of every random choice")
    private long seed;

    @Option(names = "--regime", paramLabel = "NAME", description = "realistic or randomized (default: realistic)")
    private AcquisitionDomain regime = AcquisitionDomain.REALISTIC;

    @Option(
            names = "--prevalence",
            paramLabel = "P",
            description = "proportion of patients with the disease (default: ${DEFAULT-VALUE})")
    private double prevalence = 0.5;

    @Option(
            names = "--anatomy",
            paramLabel = "NAME",
            description = "all, training or test anatomies of the bundled bank (default: all)")
    private Anatomy anatomy = Anatomy.ALL;

    @Mixin
    private SparkOptions options = new SparkOptions();

    @Override
    public Integer call() throws IOException {
        if (cases < 1 || !(prevalence >= 0 && prevalence <= 1)) {
            throw new ParameterException(spec.commandLine(), "--cases must be at least 1 and --prevalence 0 to 1");
        }
        OutputFolders.requireWritable(out);
        Work work = new Work(out.toAbsolutePath().normalize().toString(), seed, regime, prevalence, anatomy);
        CohortWriter writer = work.writer();
        writer.begin(out);
        CohortSummary summary;
        try (SparkSession spark = options.start("synthesize", Map.of());
                Workers workers = Workers.all()) {
            List<Integer> numbers = writer.order(cases);
            int partitions = options.partitions(cases, CASES_PER_PARTITION);
            options.report(spark, "synthesizing", partitions);
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                    .parallelize(numbers, partitions)
                    .mapPartitions(work::run)
                    .collect();
            // Every case is there; what is left is written by the one machine that sees all of them.
            summary = writer.write(out, cases, workers, () -> {});
        }
        spec.commandLine().getOut().println(cases - summary.failures().size() + " cases in " + out);
        summary.failures().values().forEach(why -> spec.commandLine().getErr().println("substantia: " + why));
        return summary.failures().isEmpty() ? Main.OK : Main.DATA;
    }

    /** What an executor does with its numbers. */
    private record Work(String out, long seed, AcquisitionDomain regime, double prevalence, Anatomy anatomy)
            implements Serializable {
        CohortWriter writer() throws IOException {
            AnatomyBank bank = AnatomyBank.builtIn();
            List<String> anatomies = bank.entries().stream()
                    .filter(entry -> anatomy == Anatomy.ALL || entry.test() == (anatomy == Anatomy.TEST))
                    .map(AnatomyBank.Entry::id)
                    .toList();
            CohortRecipe recipe =
                    new CohortRecipe(seed, regime, prevalence, Confounding.NONE, anatomies, Optional.empty());
            return new CohortWriter(bank, PopulationModel.ruijin(), recipe, Main.version());
        }

        Iterator<Integer> run(Iterator<Integer> numbers) throws IOException {
            List<Integer> part = new ArrayList<>();
            numbers.forEachRemaining(part::add);
            writer().writeCases(Path.of(out), part);
            return part.iterator();
        }
    }
}
