/** A subject's anatomy as images are painted from it: classes of tissue on a fine grid and on coarse cells. */
package org.substantia.synthesis.image.labels;
