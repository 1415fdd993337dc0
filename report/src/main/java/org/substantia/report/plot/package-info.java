/** Plots as PNG files. */
package org.substantia.report.plot;
