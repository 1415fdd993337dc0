/** How a cohort looks as a whole: its figures by diagnosis as plots and tables. */
package org.substantia.report.cohort;
