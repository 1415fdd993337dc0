/** Biomarkers and an adapted encoder together: what the encoder sees, how both are joined, and the file of both. */
package org.substantia.pipeline.fusion;
