package org.substantia.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.scoring.evaluation.CaseEvaluation;
import org.substantia.scoring.evaluation.SegmentationMetric;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.segmentation.NucleusScore;

/** Tables for those who go on with other tools: one row per nucleus of a mask, and one per analyzed case. */
final class ParquetTables {
    private ParquetTables() {}

    /** A distance that does not exist is null. */
    static void writeScores(SparkSession spark, Path folder, List<CaseEvaluation> cases) {
        StructType schema = new StructType()
                .add("case", DataTypes.StringType)
                .add("mask", DataTypes.StringType)
                .add("nucleus", DataTypes.StringType)
                .add("referenceVoxels", DataTypes.IntegerType)
                .add("predictionVoxels", DataTypes.IntegerType);
        for (SegmentationMetric metric : SegmentationMetric.values()) {
            schema = schema.add(metric.key(), DataTypes.DoubleType);
        }
        List<Row> rows = new ArrayList<>();
        for (CaseEvaluation one : cases) {
            for (LabelScheme scheme : LabelScheme.values()) {
                one.score().mask(scheme).ifPresent(mask -> addRows(one.id(), mask, rows));
            }
        }
        write(spark, folder, rows, schema);
    }

    private static void addRows(String id, MaskScore mask, List<Row> rows) {
        for (NucleusScore nucleus : mask.nuclei()) {
            List<Object> cells = new ArrayList<>(List.of(
                    id,
                    mask.scheme().name(),
                    nucleus.nucleus().symbol(),
                    nucleus.metrics().overlap().truthVoxels(),
                    nucleus.metrics().overlap().predictionVoxels()));
            for (SegmentationMetric metric : SegmentationMetric.values()) {
                double value = metric.of(nucleus);
                cells.add(Double.isFinite(value) ? (Double) value : null);
            }
            rows.add(RowFactory.create(cells.toArray()));
        }
    }

    static void writeCases(SparkSession spark, Path folder, List<PredictedRow> cases) {
        StructType schema = new StructType()
                .add("case", DataTypes.StringType)
                .add("status", DataTypes.StringType)
                .add("failure", DataTypes.StringType)
                .add("label", DataTypes.IntegerType)
                .add("probability", DataTypes.DoubleType)
                .add("warnings", DataTypes.createArrayType(DataTypes.StringType))
                .add("flagged", DataTypes.createArrayType(DataTypes.StringType));
        List<Row> rows = new ArrayList<>();
        for (PredictedRow one : cases) {
            rows.add(RowFactory.create(
                    one.id(),
                    one.failure().isEmpty() ? one.status() : null,
                    one.failure().isEmpty() ? null : one.failure(),
                    one.verdict().isEmpty() ? null : (Integer) one.label(),
                    one.verdict().isEmpty() ? null : (Double) one.probability(),
                    one.warnings().toArray(),
                    one.flagged().toArray()));
        }
        write(spark, folder, rows, schema);
    }

    private static void write(SparkSession spark, Path folder, List<Row> rows, StructType schema) {
        spark.createDataFrame(rows, schema)
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(folder.toAbsolutePath().toUri().toString());
    }
}
