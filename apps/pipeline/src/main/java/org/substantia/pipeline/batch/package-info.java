/**
 * Many cases: {@link org.substantia.pipeline.batch.BatchAnalysis} analyzes them and returns a
 * {@link org.substantia.pipeline.batch.BatchSummary}, from which {@link org.substantia.pipeline.batch.BatchFiles}
 * writes the files about all of them.
 */
package org.substantia.pipeline.batch;
