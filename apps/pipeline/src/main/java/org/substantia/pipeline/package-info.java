/**
 * One patient's analysis as a value.
 *
 * <p>{@link org.substantia.pipeline.PatientAnalyzer} turns scans in memory into a
 * {@link org.substantia.pipeline.PatientAnalysis}, without files and without printing; so a web page or a cluster's
 * executor can run it as the command line does. {@code output} writes the files of one case, {@code batch} runs many
 * cases.
 */
package org.substantia.pipeline;
