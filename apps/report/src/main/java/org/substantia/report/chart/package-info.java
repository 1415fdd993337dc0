/** Charts as SVG: one builder, one scale, one palette. */
package org.substantia.report.chart;
