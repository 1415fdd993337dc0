/** Plots as SVG: text that scales, prints and can stand inside an HTML page. */
package org.substantia.report.plot;
