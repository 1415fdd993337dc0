/**
 * One patient's analysis as a value, and what is made of it.
 *
 * <p>{@link org.substantia.pipeline.PatientAnalyzer} turns scans in memory into a
 * {@link org.substantia.pipeline.PatientAnalysis}, without files and without printing; so a web page or a cluster's
 * executor can run it as the command line does. {@link org.substantia.pipeline.AnalysisWriter} writes the files of one
 * case, {@link org.substantia.pipeline.BatchAnalysis} runs many cases and returns a
 * {@link org.substantia.pipeline.BatchSummary}, from which {@link org.substantia.pipeline.BatchFiles} writes the files
 * of a batch.
 */
package org.substantia.pipeline;
