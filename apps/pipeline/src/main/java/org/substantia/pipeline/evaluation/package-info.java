/** Writes the files of an evaluation. */
package org.substantia.pipeline.evaluation;
