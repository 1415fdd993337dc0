/**
 * The files of one case: {@link org.substantia.pipeline.output.AnalysisWriter} writes them, and the records beside it
 * are the schemas of the JSON files.
 */
package org.substantia.pipeline.output;
