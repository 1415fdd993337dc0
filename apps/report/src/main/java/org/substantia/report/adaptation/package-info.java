/** The page of adaptation curves. */
package org.substantia.report.adaptation;
