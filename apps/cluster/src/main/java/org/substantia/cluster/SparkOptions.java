package org.substantia.cluster;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.substantia.cohort.layout.CohortException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How Spark is started and into how many pieces the work is cut. */
public final class SparkOptions {
    /** Variables that executors get from the driver, beside what Spark hands on. */
    private static final List<String> HANDED_ON = List.of("SUBSTANTIA_CACHE");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description =
                    "Spark's master: local[2], spark://HOST:7077, yarn, k8s://... (default: that of spark-submit, "
                            + "else local[*])")
    private Optional<String> master = Optional.empty();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "pieces of the work; a piece that is lost is done again (default: 16 cases each)")
    private int partitions;

    @Option(names = "--no-parquet", description = "do not write the Parquet tables")
    private boolean noParquet;

    boolean parquet() {
        return !noParquet;
    }

    /** @param perPartition how many cases are worth a piece of their own */
    int partitions(int cases, int perPartition) {
        if (partitions < 0) {
            throw new ParameterException(command.commandLine(), "--partitions must be at least 1, not " + partitions);
        }
        int chosen = partitions > 0 ? partitions : (cases + perPartition - 1) / perPartition;
        return Math.max(1, Math.min(chosen, Math.max(1, cases)));
    }

    /**
     * Starts Spark.
     *
     * @param name of the job
     * @param environment of the executors, unless it is set otherwise
     */
    SparkSession start(String name, Map<String, String> environment) {
        SparkConf conf = new SparkConf().setAppName("substantia " + name);
        master.ifPresent(conf::setMaster);
        conf.setIfMissing("spark.master", "local[*]");
        conf.setIfMissing("spark.log.level", "WARN");
        conf.setIfMissing("spark.ui.enabled", "false");
        environment.forEach((key, value) -> conf.setIfMissing("spark.executorEnv." + key, value));
        for (String key : HANDED_ON) {
            String value = System.getenv(key);
            if (value != null) {
                conf.setIfMissing("spark.executorEnv." + key, value);
            }
        }
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /** Prints a line for every piece that is done. */
    void report(SparkSession spark, String doing, int pieces) {
        spark.sparkContext()
                .addSparkListener(
                        new Progress(doing, pieces, command.commandLine().getErr()));
    }

    private static final class Progress extends SparkListener {
        private final String doing;
        private final int pieces;
        private final PrintWriter err;
        private int done;

        Progress(String doing, int pieces, PrintWriter err) {
            this.doing = doing;
            this.pieces = pieces;
            this.err = err;
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            // Tasks of later jobs, such as writing tables, are not counted.
            if (end.reason() instanceof org.apache.spark.Success$ && done < pieces) {
                done++;
                err.println(doing + ": " + done + " of " + pieces + " pieces");
                err.flush();
            }
        }
    }

    /** @throws CohortException if there is nothing to do */
    static void requireCases(String location, int cases) throws CohortException {
        if (cases == 0) {
            throw new CohortException(location, "holds no case");
        }
    }
}
