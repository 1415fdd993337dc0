/** One mask from the drawings of several raters, and where two raters differ. */
package org.substantia.scoring.fusion;
